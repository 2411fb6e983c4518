"""The form of a scenario: every input with its range, what it rests on, and what is wrong with it, in its place."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from wopmap.scaling import GROUPS, INPUTS, LEVERS, TYPES, Defaults, Scenario, used
from wopmap.scaling.inputs import Input
from wopmap.scaling.scenario import (
    FILE_LIMIT,
    MOST,
    NAME_LIMIT,
    from_file,
    mix_problem,
    range_problem,
    years_problem,
)
from wopmap.scaling.words import basis_words
from wopmap.scene.options_scaling import SEEDS, SLOTS, ScalingOptions
from wopmap.ui import link
from wopmap.ui.scaling import loaders
from wopmap.ui.text import link as anchor
from wopmap.ui.text import plain

SLOT, GROUP, FILE, SEED = "plan_slot", "plan_group", "plan_file", "plan_seed"
BASICS = "basics"
KEYS = (
    *(SLOT, GROUP, FILE, SEED),
    *(f"{slot}_{name}" for slot in SLOTS for name in ("name", "years", *TYPES, *LEVERS)),
    *(f"{slot}_{key}_{end}" for slot in SLOTS for key in INPUTS for end in ("low", "high")),
)
_TOLD = "plan_file_problems"


def _options() -> ScalingOptions:
    return link.options(ScalingOptions)


def _set_plans(plans: tuple[Scenario, ...], slot: int = 0) -> None:
    link.change(ScalingOptions, plans=plans)
    for key in KEYS:
        if key not in (GROUP, FILE):
            st.session_state.pop(key, None)
    st.session_state[SLOT] = slot


def choose() -> int:
    """Which scenario is edited; add one, take one away."""
    plans = _options().plans
    if st.session_state.get(SLOT, 0) not in range(len(plans)):
        st.session_state[SLOT] = 0
    chosen = st.radio(
        "Scenario",
        list(range(len(plans))),
        key=SLOT,
        format_func=lambda position: _label(plans, position),
    )
    slot = int(chosen or 0)
    add, take = st.columns(2)
    add.button(
        "Add a copy",
        on_click=_set_plans,
        args=((*plans, replace(plans[slot], name=f"{plans[slot].name[: NAME_LIMIT - 5]} copy")), len(plans)),
        disabled=len(plans) >= MOST,
        width="stretch",
        key="plan_add",
    )
    take.button(
        "Take away",
        on_click=_set_plans,
        args=(tuple(plan for i, plan in enumerate(plans) if i != slot),),
        disabled=len(plans) == 1,
        width="stretch",
        key="plan_take",
    )
    return slot


def _label(plans: tuple[Scenario, ...], position: int) -> str:
    return f"{'ABC'[position]}: {plain(plans[position].name)}" if position < len(plans) else ""


def edit(slot: int, defaults: Defaults) -> None:
    """The form of one scenario, a group of inputs at a time."""
    plan = _options().plans[slot]
    needed = used(plan.plan(1.0))
    groups = list(dict.fromkeys(INPUTS[key].group for key in needed))
    if st.session_state.get(GROUP) not in (BASICS, *groups):
        st.session_state[GROUP] = BASICS
    group = st.selectbox(
        "Inputs",
        [BASICS, *groups],
        key=GROUP,
        format_func=lambda name: (
            "Years, programmes and levers"
            if name == BASICS
            else LEVERS[name].label
            if name in LEVERS
            else GROUPS[name]
        ),
    )
    if group == BASICS:
        plan = _basics(SLOTS[slot], plan)
    else:
        if group in LEVERS:
            st.caption(plain(LEVERS[group].meaning))
            _conditions(group)
        for key in needed:
            if INPUTS[key].group == group:
                plan = _range(SLOTS[slot], INPUTS[key], plan, defaults)
    if plan != _options().plans[slot]:
        link.change(ScalingOptions, plans=_options().with_plan(slot, plan).plans)


def _basics(prefix: str, plan: Scenario) -> Scenario:
    """Name, years, mix and levers."""
    for name, value in (
        ("name", plan.name),
        ("years", plan.years),
        *zip(TYPES, plan.mix, strict=True),
        *((lever, lever in plan.levers) for lever in LEVERS),
    ):
        st.session_state.setdefault(f"{prefix}_{name}", value)
    wide, narrow = st.columns([3, 2])
    name = wide.text_input("Name", key=f"{prefix}_name", max_chars=NAME_LIMIT)
    years = narrow.number_input("Years", key=f"{prefix}_years", step=1)
    problem = years_problem(years)
    if problem:
        st.error(plain(problem))
    else:
        plan = replace(plan, years=int(years))
    st.caption("Of 100 new partnerships so many are of each programme type (weights).")
    parts = [
        column.number_input(GROUPS[kind], key=f"{prefix}_{kind}", step=10)
        for column, kind in zip(st.columns(3, vertical_alignment="bottom"), TYPES, strict=True)
    ]
    problem = mix_problem(tuple(float(part) for part in parts))
    if problem:
        st.error(plain(problem))
    else:
        plan = replace(plan, mix=(int(parts[0]), int(parts[1]), int(parts[2])))
    st.markdown("Levers")
    levers = [
        lever.key
        for lever in LEVERS.values()
        if st.checkbox(lever.label, key=f"{prefix}_{lever.key}", help=lever.meaning)
    ]
    st.session_state.setdefault(SEED, _options().seed)
    seed = st.number_input(
        "Seed of the draws",
        *SEEDS,
        key=SEED,
        step=1,
        help="The same seed gives the same result; another one shows how much of it is chance. For all scenarios.",
    )
    link.change(ScalingOptions, seed=int(seed))
    kept = " ".join(name.replace(";", ",").replace("=", " ").split())
    return replace(plan, name=kept or plan.name, levers=frozenset(levers))


def _range(prefix: str, item: Input, plan: Scenario, defaults: Defaults) -> Scenario:
    """Low and high of one input, what the range rests on, and what is wrong with it."""
    ends = plan.ends(defaults)[item.key]
    keys = f"{prefix}_{item.key}_low", f"{prefix}_{item.key}_high"
    for key, value in zip(keys, ends or (None, None), strict=True):
        st.session_state.setdefault(key, None if value is None else round(float(value), 4))
    st.markdown(f"**{plain(item.label)}**, {plain(item.unit)}")
    left, right = st.columns(2)
    given: list[float | None] = [
        column.number_input(word, key=key, step=float(item.step), format="%.10g", placeholder="not stated")
        for column, key, word in ((left, keys[0], "Low"), (right, keys[1], "High"))
    ]
    low, high = given
    if low is not None and high is not None:
        problem = range_problem(item.key, low, high)
        shown = tuple(round(float(end), 4) for end in ends) if ends else None
        if problem:
            st.error(plain(problem))
        elif (low, high) != shown:
            plan = plan.with_range(item.key, (float(low), float(high)))
    elif (low is None) != (high is None) or not item.optional:
        st.error(plain(f"{item.label}: give both the lower and the higher number."))
    elif plan.own(item.key):
        plan = plan.with_range(item.key, None)
    st.caption(plain(basis_words(item.key, plan, defaults)))
    _facts(item.key, defaults)
    if plan.own(item.key):
        st.button(
            "Back to the default", key=f"reset_{prefix}_{item.key}", on_click=_reset, args=(prefix, item.key)
        )
    return plan


def _reset(prefix: str, key: str) -> None:
    slot = SLOTS.index(prefix)
    now = _options()
    link.change(ScalingOptions, plans=now.with_plan(slot, now.plans[slot].with_range(key, None)).plans)
    for end in ("low", "high"):
        st.session_state.pop(f"{prefix}_{key}_{end}", None)


def _facts(key: str, defaults: Defaults) -> None:
    """The rows a default rests on, with their documents."""
    default = defaults.ranges.get(key)
    base = loaders.ground()
    for fact in default.facts if default else ():
        title = anchor(base.titles.get(fact.source_id, fact.source_id), base.urls.get(fact.source_id))
        figure = f": {plain(fact.figure)}" if fact.figure else ""
        st.caption(f"\u201c{plain(fact.statement)}\u201d{figure} ({title})")


def _conditions(lever: str) -> None:
    """The home conditions a lever is named after."""
    base = loaders.ground()
    for row in loaders.conditions(lever):
        title = anchor(base.titles.get(row.source_id, row.source_id), base.urls.get(row.source_id))
        st.caption(f"{plain(row.country)}, {plain(row.words)}: {plain(row.detail)} ({title})")


def bring() -> None:
    """Take scenarios out of a file this page wrote."""
    for problem in st.session_state.get(_TOLD, ()):
        st.error(plain(problem))
    st.file_uploader(
        "Bring scenarios (JSON)",
        type=["json"],
        key=FILE,
        on_change=_take,
        max_upload_size=1,
    )


def _take() -> None:
    file = st.session_state.get(FILE)
    st.session_state[_TOLD] = ()
    if file is None:
        return
    plans, problems = from_file(file.getvalue()[: FILE_LIMIT + 1])
    st.session_state[_TOLD] = problems
    if plans:
        _set_plans(plans)
