"use strict";
// The citizens' page: file a request with photographs, follow it, add to it, withdraw it, rate it.
const LONGEST_EDGE = 1920;
const SMALL_ENOUGH = 1500000;
let categories = [];
let groups = [];
let shown = null;
let isOwn = false;
let key = null;
const uploaded = new WeakMap();

async function smaller(file) {
  if (file.size <= SMALL_ENOUGH) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_EDGE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85))) || file;
  } catch {
    return file;
  }
}

async function upload(input) {
  const files = [...input.files];
  if (files.length > 5) throw new Problem({ detail: say(TEXTS.most), fields: { [input.id]: [say(TEXTS.most)] } });
  const ids = [];
  for (const file of files) {
    if (!uploaded.has(file)) {
      const body = await smaller(file);
      const kept = await ask("/api/citizen/photos", { method: "POST", headers: { "Idempotency-Key": newKey() }, body });
      uploaded.set(file, kept.id);
    }
    ids.push(uploaded.get(file));
  }
  return ids;
}

// ---- what is wrong

Object.assign(FIELDS, { area_code: "street", photo: "photos", phone_tail: "tail", text: "comment", level: "levels" });

// ---- filing

function fillChoices() {
  fill($("kind"), Object.entries(KINDS).map(([value, pair]) => [value, say(pair)]));
  fillCategories();
  namePlaces();
}

const named = (one) => say([one.zh, one.en]);

function fillCategories() {
  const select = $("category");
  const chosen = select.value;
  const parts = groups.map((group) => {
    const part = make("optgroup");
    part.label = named(group);
    part.append(...categories.filter((one) => one.group === group.code).map((one) => new Option(named(one), one.code)));
    return part;
  });
  select.replaceChildren(new Option(say(TEXTS.choose), ""), ...parts.filter((part) => part.children.length));
  select.value = chosen;
  fillAnswers();
}

function fillAnswers() {
  const category = categories.find((one) => one.code === $("category").value);
  $("answers").replaceChildren(...(category ? category.fields : []).flatMap(answerField));
}

function answerField(field) {
  const choices = field.type === "boolean" ? [["true", say(TEXTS.yes)], ["false", say(TEXTS.no)]]
    : field.choices.map((one) => [one.code, named(one)]);
  const input = make(choices.length ? "select" : "input");
  if (choices.length) fill(input, choices, say(TEXTS.choose));
  else input.type = field.type;
  if (field.type === "number") input.step = "any";
  Object.assign(input, { id: `answer-${field.name}`, required: field.required });
  input.dataset.answer = field.name;
  const label = make("label", named(field));
  label.htmlFor = input.id;
  return [label, input];
}

function answers() {
  const given = [...$("answers").querySelectorAll("[data-answer]")].filter((one) => one.value.trim());
  return Object.fromEntries(given.map((one) => [one.dataset.answer, one.value.trim()]));
}

const PLACES = ["", "my-"];
async function prepare() {
  fillChoices();
  try {
    await fillDistricts();
    ({ groups, categories } = await ask("/api/citizen/categories"));
    fillChoices();
  } catch (error) {
    tell($("file-form"), error);
  }
}

async function file() {
  const form = $("file-form");
  const body = { area_code: chosenArea("") };
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && value.trim()) body[name] = value.trim();
  body.answers = answers();
  body.photos = await upload($("photos"));
  key = key || newKey();
  if (me) {
    delete body.contact_phone;
    delete body.website;
  }
  const filed = await post(me ? OWN : "/api/citizen/requests", body, key);
  key = null;
  $("filed-code").textContent = filed.tracking_code;
  $("filed-later").hidden = filed.state !== "accepted";
  $("filed-follow").href = `#${me ? "mine" : "follow"}=${filed.tracking_code}`;
  $("tail").value = (body.contact_phone || "").replace(/\D/g, "").slice(-4);
  form.hidden = true;
  $("filed").hidden = false;
  $("filed").focus();
}

// ---- following

async function follow() {
  const code = $("code").value.trim();
  const tail = $("tail").value.trim();
  if (tail && !/^[0-9]{4}$/.test(tail)) throw new Problem({ detail: say(TEXTS.digits), fields: { phone_tail: [say(TEXTS.digits)] } });
  const path = `/api/citizen/requests/${encodeURIComponent(code)}/follow`;
  show(tail ? await post(path, { phone_tail: tail }) : await ask(`/api/track/${encodeURIComponent(code)}`));
  $("request").focus();
}

async function act(what, body) {
  const code = encodeURIComponent(shown.tracking_code);
  if (isOwn) show(await post(`${OWN}/${code}/${what}`, body));
  else show(await post(`/api/citizen/requests/${code}/${what}`, { phone_tail: $("tail").value.trim(), ...body }));
}

function show(said) {
  shown = said;
  $("request").hidden = false;
  $("state").textContent = say(STATES[said.state] || OTHER_STATE);
  $("known").hidden = !said.actions;
  if (said.actions) showAll(said);
}

function showAll(said) {
  const category = categories.find((one) => one.code === said.category);
  const facts = [category ? say([category.zh, category.en]) : "", `${say(TEXTS.filed)} ${when(said.opened_at)}`];
  if (isOwn) facts.push(said.tracking_code);
  if (said.settle_due_at && !said.ended_at) facts.push(`${say(TEXTS.due)} ${when(said.settle_due_at)}`);
  $("request-title").textContent = said.title;
  $("request-facts").textContent = facts.filter(Boolean).join(" · ");
  $("request-description").textContent = said.description || "";
  $("request-photos").replaceChildren(...said.photos.map(picture));
  $("steps").replaceChildren(...said.steps.map(step));
  $("result-part").hidden = !said.result;
  $("result").textContent = said.result || "";
  $("updates-part").hidden = !said.updates.length;
  $("updates").replaceChildren(...said.updates.map(update));
  $("rating").textContent = said.rating ? `${say(TEXTS.rated)}：${say(LEVELS[said.rating.level - 1])}` : "";
  for (const [action, id] of [["comment", "comment-form"], ["rate", "rate-form"], ["withdraw", "withdraw-part"]])
    $(id).hidden = !said.actions.includes(action);
  $("levels").replaceChildren(...LEVELS.map(level));
}

function picture(link, index) {
  const item = make("li");
  const anchor = make("a");
  const image = make("img");
  anchor.href = image.src = link;
  anchor.target = "_blank";
  anchor.rel = "noopener";
  image.alt = `${say(TEXTS.photo)} ${index + 1}`;
  image.loading = "lazy";
  anchor.append(image);
  item.append(anchor);
  return item;
}

function step(one) {
  const item = make("li", say([one.zh, one.en]));
  item.append(make("br"), make("time", when(one.at)));
  return item;
}

function update(one) {
  const item = make("li", undefined, one.kind);
  item.append(make("span", `${say(one.kind === "reply" ? TEXTS.unit : TEXTS.you)} · ${when(one.at)}`, "who"));
  item.append(make("p", one.text, "words"));
  return item;
}

function level(pair, index) {
  const label = make("label");
  const input = make("input");
  Object.assign(input, { type: "radio", name: "level", value: String(index + 1), required: true });
  label.append(input, say(pair));
  return label;
}

// ---- the page

function turn() {
  const [name, code] = location.hash.slice(1).split("=");
  const page = ["follow", "mine"].includes(name) ? name : "file";
  const part = page === "mine" && code && me ? "follow" : page;
  if (isOwn !== (part !== page)) hideRequest();
  isOwn = part !== page;
  if (code && !isOwn) $("code").value = decodeURIComponent(code);
  for (const one of ["file", "follow", "mine"]) $(one).hidden = one !== part;
  $("follow-form").hidden = $("follow-title").hidden = isOwn;
  $("back").hidden = !isOwn;
  document.querySelectorAll("nav a").forEach((one) => {
    if (one.hash === `#${page}`) one.setAttribute("aria-current", "page");
    else one.removeAttribute("aria-current");
  });
  $("problem").hidden = true;
  window.scrollTo(0, 0);
  if (isOwn) openOwn(code);
  else if (page === "mine" && me) listOwn();
}

function hideRequest() {
  shown = null;
  $("request").hidden = true;
}

function spoken() {
  fillChoices();
  showAccount();
  if (shown) show(shown);
}

hearPlaces();
on("category", "change", fillAnswers);
on("file-form", "input", () => (key = null));
on("another", "click", () => {
  $("file-form").reset();
  $("file-form").hidden = false;
  $("filed").hidden = true;
  $("kind").focus();
});
hearForms([
  ["file-form", file],
  ["follow-form", follow],
  ["comment-form", async () => {
    await act("comments", { text: $("comment").value.trim(), photos: await upload($("comment-photos")) });
    $("comment-form").reset();
  }],
  ["withdraw-form", () => act("withdraw", { reason: $("reason").value.trim() })],
  ["rate-form", () => act("rating", {
    level: Number(document.querySelector("input[name=level]:checked")?.value || 0), note: $("rate-note").value.trim(),
  })],
]);
window.addEventListener("hashchange", turn);
hearAccount();
speak(firstLanguage());
turn();
Promise.all([prepare(), meet().then(() => me && location.hash.startsWith("#mine") && turn())]).then(prefill);
