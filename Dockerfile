# 问报 Wenbao in a container: a non-root user, a read-only file system, no network needed at run time.
#
#   docker build -t wenbao .
#   docker run --rm --read-only --tmpfs /tmp -p 127.0.0.1:7860:7860 wenbao \
#       serve --host 0.0.0.0 --auth reader:a-long-password
#   docker run --rm --read-only --tmpfs /tmp --network none wenbao ask 长治公厕有多少座？
#
# The index of seeds/ is baked in. To serve your own, build it outside and mount the folder; uid 10001 must be able to
# read it (chmod -R a+rX my-index if your umask is stricter than 022):
#   docker run ... -v "$PWD/my-index:/srv/indexes:ro" wenbao serve ...

FROM python:3.12-slim AS made
# torch's CUDA build is some gigabytes; name an index of CPU builds here to leave it out.
ARG PIP_EXTRA_INDEX_URL=""
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 XDG_CACHE_HOME=/srv/cache
WORKDIR /srv
RUN python -m venv /srv/venv
COPY pyproject.toml README.md LICENSE ./
COPY rag rag
RUN /srv/venv/bin/pip install .
COPY seeds seeds
RUN /srv/venv/bin/rag doctor --unpack && /srv/venv/bin/rag build seeds --index indexes \
    # asked by another user below, and what was copied in keeps the modes it had outside
    && chmod -R a+rX /srv

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home reader
COPY --from=made /srv /srv
WORKDIR /srv
ENV PATH=/srv/venv/bin:$PATH XDG_CACHE_HOME=/srv/cache HOME=/tmp PYTHONDONTWRITEBYTECODE=1 \
    HF_HUB_OFFLINE=1 TRANSFORMERS_OFFLINE=1
USER reader
EXPOSE 7860
ENTRYPOINT ["rag"]
CMD ["--help"]
