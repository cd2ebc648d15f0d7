"use strict";
// What the pages for citizens and for volunteers share: talking to the server, what is wrong in a form, the language.
const $ = (id) => document.getElementById(id);
const root = document.documentElement;
const FIELDS = {};
const TEXTS = {
  needed: ["请填写此项。", "Fill this in, please."],
  network: ["网络不通，请稍后再试。您填写的内容仍在。", "No connection; try again. What you wrote is still here."],
  ended: ["登录已失效，请重新登录。您填写的内容仍在。", "You are signed out; sign in again. What you wrote is still here."],
  mobile: ["请填写11位手机号码。", "Give a mobile number of 11 digits."],
  sendCode: ["获取验证码", "Send a code"],
  again: ["秒后可重发", "s until the next"],
  sent: ["验证码已发送，5分钟内有效。", "The code is sent; it is good for 5 minutes."],
  loading: ["正在加载…", "Loading…"],
  failed: ["未能加载。", "It could not be loaded."],
  retry: ["重试", "Try again"],
  more: ["更多", "More"],
  saved: ["已保存。", "Saved."],
  choose: ["请选择", "Choose"],
  whole: ["不确定", "Not sure"],
};
const NOTIFY = { sms: ["短信", "SMS"], email: ["电子邮件", "E-mail"], none: ["不通知", "Nothing"] };

const say = (pair) => pair[root.lang === "zh" ? 0 : 1];
const when = (text) =>
  new Date(text).toLocaleString(root.lang === "zh" ? "zh-CN" : "en-GB", {
    dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Shanghai",
  });

function make(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

// ---- talking to the server

class Problem extends Error {
  constructor(said) {
    super(said.detail);
    this.said = said;
  }
}

async function ask(path, options = {}) {
  const headers = { "Accept-Language": root.lang, ...tokenFor(path, options), ...options.headers };
  let answer;
  try {
    answer = await fetch(path, { ...options, headers });
  } catch {
    throw new Problem({ detail: say(TEXTS.network), fields: {} });
  }
  if (answer.status === 204) return null;
  const said = await answer.json().catch(() => ({ detail: say(TEXTS.network), fields: {} }));
  if (me && (answer.status === 401 || said.code === "csrf_missing")) said.detail = lost();
  if (!answer.ok) throw new Problem(said);
  return said;
}

const post = (path, body, itsKey) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": itsKey || newKey() },
    body: JSON.stringify(body),
  });

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
}

// ---- what is wrong

function clear(form) {
  $("problem").hidden = true;
  form.querySelectorAll(".fault").forEach((one) => one.remove());
  form.querySelectorAll("[aria-invalid]").forEach((one) => one.removeAttribute("aria-invalid"));
}

function mark(input, text) {
  const told = make("p", text, "fault");
  told.id = `${input.id}-fault`;
  input.setAttribute("aria-invalid", "true");
  input.setAttribute("aria-errormessage", told.id);
  input.after(told);
}

function tell(form, error) {
  if (!(error instanceof Problem)) console.error(error);
  const said = error instanceof Problem ? error.said : { detail: say(TEXTS.network), fields: {} };
  let first = null;
  for (const [name, texts] of Object.entries(said.fields || {})) {
    const [bare, inner] = name.split(".");
    const id = bare === "answers" ? `answer-${inner}` : (form.dataset.prefix || "") + (FIELDS[name] || FIELDS[bare] || bare);
    const input = form.querySelector(`#${CSS.escape(id)}`);
    if (input) {
      mark(input, texts[0]);
      first = first || input;
    }
  }
  $("problem").textContent = said.detail;
  $("problem").hidden = false;
  if (first) first.focus();
  else $("problem").scrollIntoView({ block: "center" });
}

function missing(form) {
  const empty = [...form.querySelectorAll("[required]")].filter((one) => !one.value.trim());
  empty.forEach((one) => mark(one, say(TEXTS.needed)));
  if (empty.length) empty[0].focus();
  return empty.length > 0;
}

async function sending(form, work) {
  clear(form);
  if (missing(form)) return;
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  try {
    await work();
  } catch (error) {
    tell(form, error);
  } finally {
    button.disabled = false;
  }
}

// ---- the page

function fill(select, items, first) {
  const chosen = select.value;
  select.replaceChildren(...(first ? [new Option(first, "")] : []), ...items.map(([value, text]) => new Option(text, value)));
  if (items.some(([value]) => value === chosen)) select.value = chosen;
}

function firstLanguage() {
  try {
    return localStorage.getItem("language") || (navigator.language.startsWith("zh") ? "zh" : "en");
  } catch {
    return "zh";
  }
}

function on(id, event, work) {
  $(id).addEventListener(event, work);
}

function hearForms(works) {
  for (const [id, work] of works)
    on(id, "submit", (event) => {
      event.preventDefault();
      sending(event.target, work);
    });
}

function speak(language) {
  root.lang = language;
  try {
    localStorage.setItem("language", language);
  } catch {
    // a browser that keeps nothing asks again
  }
  $("language").textContent = language === "zh" ? "English" : "中文";
  $("language").lang = language === "zh" ? "en-GB" : "zh-CN";
  spoken();
}

// ---- places

function namePlaces() {
  for (const prefix of PLACES)
    for (const [name, text] of [["district", TEXTS.choose], ["street", TEXTS.whole], ["community", TEXTS.whole]]) {
      const first = $(prefix + name).options[0];
      if (first?.value === "") first.text = say(text);
    }
}

function hearPlaces() {
  for (const prefix of PLACES) {
    on(`${prefix}district`, "change", (event) => districtChosen(prefix).catch((error) => tell(event.target.form, error)));
    on(`${prefix}street`, "change", (event) => streetChosen(prefix).catch((error) => tell(event.target.form, error)));
  }
}

const pairs = (areas) => areas.map((one) => [one.code, one.name]);

async function fillDistricts() {
  const { items } = await ask("/api/citizen/areas");
  for (const prefix of PLACES) {
    fill($(`${prefix}district`), pairs(items), items.length > 1 ? say(TEXTS.choose) : "");
    $(`${prefix}district-field`).hidden = items.length < 2;
    await districtChosen(prefix);
  }
}

async function fillBelow(select, code) {
  const below = code ? (await ask(`/api/citizen/areas/${code}`)).children : [];
  fill(select, pairs(below), say(TEXTS.whole));
}

async function districtChosen(prefix) {
  fill($(`${prefix}community`), [], say(TEXTS.whole));
  await fillBelow($(`${prefix}street`), $(`${prefix}district`).value);
}

const streetChosen = (prefix) => fillBelow($(`${prefix}community`), $(`${prefix}street`).value);

const chosenArea = (prefix) => $(`${prefix}community`).value || $(`${prefix}street`).value || $(`${prefix}district`).value;

async function chooseArea(prefix, code) {
  $(`${prefix}district`).value = code.slice(0, 6);
  await districtChosen(prefix);
  if (code.length < 9) return;
  $(`${prefix}street`).value = code.slice(0, 9);
  await streetChosen(prefix);
  if (code.length > 9) $(`${prefix}community`).value = code;
}

on("language", "click", () => speak(root.lang === "zh" ? "en" : "zh"));
