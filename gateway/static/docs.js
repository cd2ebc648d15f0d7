"use strict";
// Opens the try-it page on this server's own description; nothing is fetched from anywhere else.
window.addEventListener("load", () => {
  window.ui = SwaggerUIBundle({
    url: "/api/openapi.json",
    dom_id: "#docs",
    deepLinking: true,
    persistAuthorization: false,
    validatorUrl: null,
  });
});
