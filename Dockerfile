# Stet's code and what it needs. docker-compose.yml says what is run in it; nothing runs as root.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 STET_DATA_DIR=/data

RUN useradd --system --uid 10001 --user-group stet \
    && install --directory --owner=stet --group=stet --mode=700 /data

WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements.txt

COPY manage.py ./
COPY tracker tracker
COPY articles articles
COPY templates templates
COPY static static
RUN python -m compileall -q tracker articles

USER stet
