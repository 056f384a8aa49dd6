# One image a service, each with what its service imports and nothing else:
#   docker build --build-arg SERVICE=fetcher .
# A proxy is told by the usual --build-arg HTTPS_PROXY=…, a mirror by --build-arg PIP_INDEX_URL=…; a certificate of
# your own belongs into a base image of your own, named by --build-arg BASE_IMAGE=… (docs/operations.md).
ARG BASE_IMAGE=python:3.13-slim-trixie


FROM ${BASE_IMAGE} AS tools
ARG PIP_INDEX_URL
RUN python3 -m venv /tools && /tools/bin/pip install --no-cache-dir --disable-pip-version-check uv


# Rollcall itself: the same for every service.
FROM tools AS wheel
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY services services
COPY shared shared
COPY simulator simulator
RUN /tools/bin/pip wheel --no-cache-dir --disable-pip-version-check --no-deps --wheel-dir /wheels .


# What this service imports, by the lock and its hashes.
FROM tools AS environment
ARG SERVICE
WORKDIR /source
COPY pyproject.toml uv.lock ./
RUN /tools/bin/uv export --quiet --frozen --no-dev --no-emit-project --extra "${SERVICE:?is not said: --build-arg SERVICE=fetcher}" \
        --output-file requirements.txt \
    && python3 -m venv --without-pip /venv \
    && /tools/bin/pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check \
        --require-hashes --requirement requirements.txt
COPY --from=wheel /wheels /wheels
RUN /tools/bin/pip --python /venv/bin/python install --no-cache-dir --disable-pip-version-check \
        --no-deps --no-index /wheels/*.whl


FROM ${BASE_IMAGE}
ARG SERVICE
LABEL org.opencontainers.image.title="rollcall ${SERVICE}" org.opencontainers.image.licenses="Apache-2.0"
# The number, and not only the name, so that an orchestrator can see that it isn't root.
RUN useradd --uid 10001 --user-group --no-create-home --no-log-init --home-dir /tmp rollcall \
    && install -d -o rollcall -g rollcall /app /app/data /app/logs /app/visualized_diagram
COPY --from=environment /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp MPLCONFIGDIR=/tmp \
    SERVICE=${SERVICE} METRICS_HOST=0.0.0.0 METRICS_PORT=9100
WORKDIR /app
USER 10001:10001
# As services/health.py asks, in a seventh of its time: it is asked in every container, for ever.
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 CMD ["python", "-c", \
    "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"METRICS_PORT\"]}/healthz', timeout=9)"]
CMD ["sh", "-c", "exec python -m services.$SERVICE"]
