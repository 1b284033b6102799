FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement requirements.txt

RUN useradd --uid 10001 --create-home lintel && install --directory --owner lintel --group lintel /data
COPY . .

# Collecting reads the settings, which want what production wants; none of it stays in the image.
RUN LINTEL_MODE=production \
    LINTEL_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    LINTEL_DATABASE_URL=postgresql://build/none \
    LINTEL_BROKER_URL=redis://build/0 \
    python manage.py collectstatic --no-input

USER lintel
VOLUME /data
EXPOSE 8000
CMD ["python", "-m", "gunicorn", "--config", "config/gunicorn.py", "--bind", "0.0.0.0:8000"]
