"""The Streamlit side: shell, shared filters, map, tables, cards. The rest of wopmap never imports streamlit."""
