"""A scene as a deck.gl chart (pydeck), with every heavy thing left out and fetched by address.

Three facts about Streamlit's chart shape this module. A chart that can be clicked fades every colour accessor of
every layer once something is chosen, the land included; accessors handed to the sub-layers of a ``GeoJsonLayer``
are left alone, so all colours go there. pydeck writes its JSON indented and offers no switch; ``CompactDeck``
writes it without a spare blank. And only a ``MapView`` that repeats the world keeps a flow over the Pacific whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pydeck

from wopmap.draw import features, textures
from wopmap.scene.model import Areas, Dots, Flows, Labels, Layer, Lines, Mixes, Points, Scene
from wopmap.scene.style import MIX_HOLE, rgb

Publish = Callable[[str, bytes], str]
"""Takes a name and bytes, gives the address at which the browser finds them."""

AreaAddress = Callable[[Areas], tuple[str, ...]]
"""Gives the addresses of the polygons (with all years) of an area layer and of the borders between them; where areas
are many, a third one of those polygons alone that lack a figure in some year, empty where none does."""


class CompactDeck(pydeck.Deck):
    """``pydeck.Deck`` whose JSON holds no indentation, and which looks for no keys of map services."""

    def _set_api_keys(self, api_keys: dict[str, str] | None = None) -> None:
        """Take none: no map service is asked, and the look into the environment costs 2 ms at every run."""

    def to_json(self) -> str:
        """The chart as JSON for the browser."""
        return json.dumps(json.loads(super().to_json()), separators=(",", ":"))


def draw(scene: Scene, publish: Publish, area_address: AreaAddress) -> CompactDeck:
    """Turn a scene into a chart.

    Parameters
    ----------
    scene : Scene
        What to show.
    publish : callable
        Stores bytes under a name that carries their hash and returns the address; called for flows, points
        and labels, so that an unchanged layer is fetched once.
    area_address : callable
        Address of the polygons of an ``Areas`` layer, which hold every year: a change of year or indicator
        changes an accessor of some hundred characters only.
    """
    layers: list[pydeck.Layer] = []
    for layer in scene.layers:
        layers.extend(_layers(layer, scene, publish, area_address))
    return CompactDeck(
        layers=layers,
        views=[{"@@type": "MapView", "id": "map", "repeat": True, "controller": {"dragRotate": False}}],
        initial_view_state=pydeck.ViewState(
            longitude=scene.view.lon, latitude=scene.view.lat, zoom=scene.view.zoom, min_zoom=-1, max_zoom=16
        ),
        map_provider=None,
        tooltip={"text": f"{{{shown_tip(scene)}}}"},
    )


def shown_tip(scene: Scene) -> str:
    """Name of the property that holds the hover text: that of the areas where these answer, else ``tip``."""
    answering = [layer for layer in scene.layers if isinstance(layer, Areas) and layer.tips]
    return features.tip_name(answering[0].tip) if answering else features.TIP


def flows_address(layer: Flows, scene: Scene, publish: Publish) -> str:
    """Where the browser finds the flows of a scene."""
    return publish(f"{layer.id}.json", features.flows(layer, _tips(scene)))


def _tips(scene: Scene) -> int:
    return max((layer.tips for layer in scene.layers if isinstance(layer, Areas)), default=0)


def _layers(layer: Layer, scene: Scene, publish: Publish, area_address: AreaAddress) -> list[pydeck.Layer]:
    if isinstance(layer, Areas):
        return _areas(layer, scene, publish, area_address)
    if isinstance(layer, Flows):
        return [_flows(layer, scene, publish)]
    if isinstance(layer, Points):
        return [_points(layer, scene, publish)]
    if isinstance(layer, Mixes):
        return [_mixes(layer, scene, publish)]
    if isinstance(layer, Dots):
        return [_dots(layer, publish)]
    if isinstance(layer, Lines):
        return _lines(layer, scene, publish)
    return [_labels(layer, scene, publish)]


def _geojson(layer_id: str, address: str, sub_layers: dict[str, Any], **options: Any) -> pydeck.Layer:
    return pydeck.Layer("GeoJsonLayer", address, id=layer_id, _sub_layer_props=sub_layers, **options)


def _areas(layer: Areas, scene: Scene, publish: Publish, area_address: AreaAddress) -> list[pydeck.Layer]:
    address, borders, *rest = area_address(layer)
    if layer.plain:
        colour = {"polygons-fill": {"getFillColor": [*rgb(scene.theme.land), 255]}}
        return [_geojson(layer.id, address, colour, stroked=False), _borders(layer, borders, scene)]
    series, position = layer.field
    value = f"properties.{series}[{position}]"
    missing = f"!properties.{series}||{value}==null"
    # What deck.gl takes for granted (filled, not pickable) is left out: this is sent again at every change of year.
    trigger = [series, position, scene.theme.name]
    fill = _geojson(
        layer.id,
        address,
        {
            "polygons-fill": {
                "getFillColor": f"@@={missing}?{_list(scene.theme.land)}:{_classes(value, layer)}",
                "updateTriggers": {"getFillColor": trigger},
            }
        },
        stroked=False,
        **({"pickable": True} if layer.tips else {}),
    )
    lines = [_borders(layer, borders, scene)] if layer.border else []
    lacking = rest[0] if rest else address
    if not lacking:
        return [fill, *lines]
    # Hatching marks land without a figure: nothing is known, which is not the same as no water.
    hatch = _geojson(
        f"{layer.id}-no-data",
        lacking,
        {
            "polygons-fill": {
                "getFillColor": f"@@={missing}?{_list(scene.theme.hatch, 255)}:[0,0,0,0]",
                "updateTriggers": {"getFillColor": trigger},
            }
        },
        stroked=False,
        extensions=[{"@@type": "FillStyleExtension", "pattern": True}],
        fill_pattern_mask=True,
        fill_pattern_mapping=textures.HATCH_MAPPING,
        get_fill_pattern="'hatch'",
        get_fill_pattern_scale=HATCH_SCALE / 2 ** max(0.0, round(scene.view.zoom - 1)),
    )
    # Set afterwards: given as an option, pydeck takes any "atlas" for a file on the server's disk.
    hatch.fill_pattern_atlas = publish("hatch.png", textures.hatch())
    return [fill, hatch, *lines]


def _borders(layer: Areas, address: str, scene: Scene) -> pydeck.Layer:
    """Each stretch of border once, as straight lines: stroked polygons take twenty times as long to draw."""
    return pydeck.Layer(
        "LineLayer",
        address,
        id=f"{layer.id}-borders",
        get_source_position="a",
        get_target_position="b",
        get_color=[*rgb(scene.theme.border), 255],
        get_width=layer.border,
        width_units="'pixels'",
    )


HATCH_SCALE = 9000  # metres of the pattern on the ground at world views; halved with every level nearer


def _classes(value: str, layer: Areas) -> str:
    """A chain of conditions that gives the class colour of a value in per mille."""
    chain = _list(layer.colours[-1])
    for edge, colour in reversed(list(zip(layer.breaks, layer.colours[:-1], strict=True))):
        chain = f"{value}<{round(edge * features.PERMILLE)}?{_list(colour)}:{chain}"
    return chain


def _list(colour: str, alpha: int | None = None) -> str:
    numbers = [*rgb(colour)] if alpha is None else [*rgb(colour), alpha]
    return "[" + ",".join(str(number) for number in numbers) + "]"


DASH = (4, 3)
"""Stroke and gap of flows that do not exist but could, in widths of the line."""


def _flows(layer: Flows, scene: Scene, publish: Publish) -> pydeck.Layer:
    # The extension takes its accessor from the layer itself, not from what is said of the sub-layers.
    dashes: dict[str, Any] = {
        "extensions": [{"@@type": "PathStyleExtension", "dash": True}],
        "get_dash_array": list(DASH),
    }
    drawn = _geojson(
        layer.id,
        flows_address(layer, scene, publish),
        {
            "linestrings": {
                "getColor": "@@=__source.object.properties.c",
                "getWidth": "@@=__source.object.properties.w",
                "widthUnits": "pixels",
                "widthScale": scene.symbols,
                "jointRounded": True,
            },
            "points-icon": {
                "getColor": "@@=__source.object.properties.c",
                "getSize": "@@=__source.object.properties.s",
                "getAngle": "@@=__source.object.properties.a",
                "getIcon": "@@='arrow'",
                "sizeScale": scene.symbols,
            },
        },
        point_type="'icon'",
        pickable=True,
        **(dashes if layer.possible else {}),
    )
    drawn.icon_atlas = publish("arrow.png", textures.arrow())  # as with the hatching
    drawn.icon_mapping = publish("arrow-place.json", json.dumps(textures.ARROW_MAPPING).encode())
    return drawn


def _points(layer: Points, scene: Scene, publish: Publish) -> pydeck.Layer:
    # An accessor whose name GeoJsonLayer knows is handed the feature, any other one the raw item (`__source`).
    colour = "@@=properties.c"
    circle: dict[str, Any] = {
        "getRadius": "@@=__source.object.properties.r",
        "radiusUnits": "pixels",
        "radiusScale": scene.symbols,
        # A ring is filled with next to nothing, so that a pointer inside it finds it.
        "getFillColor": [0, 0, 0, 1] if layer.ring else colour,
        "getLineColor": colour if layer.ring else [*rgb(layer.rim or scene.theme.ground), 230],
        "getLineWidth": 1.8 if layer.ring else 1.2 if layer.rim else 0.8,
        "lineWidthUnits": "pixels",
    }
    return _geojson(
        layer.id,
        publish(f"{layer.id}.json", features.points(layer, _tips(scene))),
        {"points-circle": circle},
        pickable=True,
    )


def _mixes(layer: Mixes, scene: Scene, publish: Publish) -> pydeck.Layer:
    icons = {
        "getIcon": "@@=properties.k",
        "getSize": "@@=__source.object.properties.s",
        "getColor": "@@=__source.object.properties.c",
        "sizeUnits": "pixels",
    }
    drawn = _geojson(
        layer.id,
        publish(f"{layer.id}.json", features.mixes(layer)),
        {"points-icon": icons},
        point_type="'icon'",
        pickable=True,
    )
    different = tuple(sorted(set(layer.parts)))
    picture, mapping = textures.rings(different, layer.colours, scene.theme.ground, MIX_HOLE)
    drawn.icon_atlas = publish(f"{layer.id}.png", picture)  # as with the hatching
    drawn.icon_mapping = publish(f"{layer.id}-places.json", mapping)
    return drawn


def _dots(layer: Dots, publish: Publish) -> pydeck.Layer:
    kind = f"properties.s[{layer.series}]"
    without, having = (_list(colour) for colour in layer.colours)
    colour = f"@@={kind}=='{features.HAVING}'?{having}:{kind}=='{features.WITHOUT}'?{without}:[0,0,0,0]"
    circle: dict[str, Any] = {
        "getFillColor": colour,
        "getRadius": layer.radius,
        "radiusUnits": "pixels",
        "stroked": False,
        "updateTriggers": {"getFillColor": [layer.series, *layer.colours]},
    }
    return _geojson(
        layer.id,
        publish(f"{layer.id}.json", features.dots(layer.field)),
        {"points-circle": circle},
        point_type="'circle'",
    )


def _lines(layer: Lines, scene: Scene, publish: Publish) -> list[pydeck.Layer]:
    address = publish(f"{layer.id}.json", features.lines(layer))
    strokes = [(layer.id, layer.colour, layer.width)]
    if layer.cased:
        strokes.insert(0, (f"{layer.id}-case", scene.theme.ground, layer.width + CASE_PX))
    return [
        _geojson(
            name,
            address,
            {
                "linestrings": {
                    "getColor": [*rgb(colour), 255],
                    "getWidth": width,
                    "widthUnits": "pixels",
                    "jointRounded": True,
                }
            },
        )
        for name, colour, width in strokes
    ]


CASE_PX = 2.5


def _labels(layer: Labels, scene: Scene, publish: Publish) -> pydeck.Layer:
    text = {
        "getText": "@@=properties.t",
        "getColor": [*rgb(scene.theme.ink), 255],
        "getSize": 12,
        "fontFamily": "Source Sans, sans-serif",
        # A plate of paper: an outline of this width leaves little of the letters.
        "background": True,
        "getBackgroundColor": [*rgb(scene.theme.ground), 190],
        "getTextAnchor": "start",
        "getPixelOffset": [7, 0],
        "characterSet": "auto",
    }
    return _geojson(
        layer.id,
        publish(f"{layer.id}.json", features.labels(layer)),
        {"points-text": text},
        point_type="'text'",
    )
