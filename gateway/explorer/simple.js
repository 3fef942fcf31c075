// The simple page: sends what is typed, and shows what is answered.
"use strict";

const form = document.querySelector("form");
const output = document.querySelector("output");

async function answer(given) {
  const token = given.get("token").trim();
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query: given.get("query"), variables: JSON.parse(given.get("variables") || "{}") }),
  });
  return JSON.stringify(await response.json(), null, 2);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  output.textContent = "…";
  output.textContent = await answer(new FormData(form)).catch((error) => String(error));
});

form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
