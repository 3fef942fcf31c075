"""A PDF as a response."""

from starlette.responses import Response

from gateway.domain.language import Language
from gateway.http.refusal import NOT_STORED


def pdf_response(pdf: bytes, name: str, language: Language) -> Response:
    """The document, to be shown by the browser, and kept by nobody on the way."""
    headers = {"Content-Language": language, "Content-Disposition": f'inline; filename="{name}.pdf"', **NOT_STORED}
    return Response(pdf, media_type="application/pdf", headers=headers)
