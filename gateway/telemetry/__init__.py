"""What operators see of a running gateway: its log, its figures and its traces. A leaf: it knows no other folder.

    seen.py        what happened in one request, gathered by whoever does it
    logs.py        one line of log for it, and for all that libraries say        structlog
    failure.py     what went wrong, without anything that was typed
    tracing.py     its place in the trace of its caller, or in a new one         opentelemetry
    spans.py       what is done in it; statement_span.py: in the database        opentelemetry
    sending.py     where traces are sent                                         opentelemetry
    measures.py    how often and how long, to be watched and alerted on          prometheus_client
    figures.py     what is looked up when somebody asks                          prometheus_client

grafana-dashboard.json and alerts.yml are for whoever watches: `gateway monitoring` prints them.

Nothing that anybody typed gets here: no token, no national number, no variable, no address as it was called.
"""
