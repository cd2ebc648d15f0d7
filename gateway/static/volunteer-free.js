"use strict";
// When a volunteer is free: the usual week, days unlike it, a calendar file.
const HALVES = Array.from({ length: 49 }, (_, one) => `${String(one >> 1).padStart(2, "0")}:${one % 2 ? "30" : "00"}`);
let free = null;

function readFree(volunteer) {
  const { weekly, exceptions, busy } = volunteer.availability;
  free = { weekly: weekly.map((one) => ({ ...one })), exceptions: exceptions.map((one) => ({ ...one })), busy };
}

function showFree() {
  if (!free) return;
  $("week").replaceChildren(...DAYS.map(dayPart));
  $("exceptions").replaceChildren(...[...free.exceptions].sort((one, other) => one.day.localeCompare(other.day)).map(exceptionItem));
  $("busy-note").textContent = free.busy.length ? `${free.busy.length} ${say(TEXTS.busy)}` : "";
}

function dayPart(pair, index) {
  const part = make("fieldset", undefined, "day");
  const legend = make("legend");
  legend.append(make("span", say(pair)));
  const spans = make("div");
  const own = free.weekly.filter((one) => one.weekday === index + 1).sort((one, other) => one.begins.localeCompare(other.begins));
  spans.append(...own.map((one, number) => spanRow(one, `${index + 1}-${number}`)), addButton(index + 1, say(pair)));
  part.append(legend, spans);
  return part;
}

function spanRow(one, id) {
  const row = make("div", undefined, "span");
  const day = say(DAYS[one.weekday - 1]);
  const pick = (name, text) => {
    const select = make("select");
    const all = HALVES.includes(one[name]) ? HALVES : [...HALVES, one[name]].sort();
    select.id = `${name}-${id}`;
    select.setAttribute("aria-label", `${day} ${say(text)}`);
    fill(select, all.map((time) => [time, time]));
    select.value = one[name];
    select.addEventListener("change", () => (one[name] = select.value));
    return select;
  };
  const remove = make("button", "×", "plain");
  remove.type = "button";
  remove.setAttribute("aria-label", `${say(TEXTS.remove)} ${day} ${one.begins}–${one.ends}`);
  remove.addEventListener("click", () => {
    free.weekly = free.weekly.filter((other) => other !== one);
    showFree();
  });
  row.append(pick("begins", TEXTS.from), make("span", "–"), pick("ends", TEXTS.to), remove);
  return row;
}

function addButton(weekday, day) {
  const button = make("button", `+ ${say(TEXTS.addHours)}`, "plain");
  button.type = "button";
  button.setAttribute("aria-label", `${say(TEXTS.addHours)} ${day}`);
  button.addEventListener("click", () => {
    const last = free.weekly.filter((one) => one.weekday === weekday).map((one) => one.ends).sort().pop();
    const begins = !last ? "09:00" : HALVES.find((one) => one >= last && one < "24:00") || "23:30";
    const ends = HALVES[Math.min(HALVES.indexOf(begins) + 4, HALVES.length - 1)];
    free.weekly.push({ weekday, begins, ends });
    showFree();
  });
  return button;
}

function exceptionItem(one) {
  const item = make("li");
  const hours = one.begins ? `${one.begins}–${one.ends}` : say(TEXTS.notFree);
  const day = moment(`${one.day}T12:00:00+08:00`, { year: "numeric", month: "short", day: "numeric", weekday: "short" });
  const remove = make("button", say(TEXTS.remove), "plain");
  remove.type = "button";
  remove.setAttribute("aria-label", `${say(TEXTS.remove)} ${day}`);
  remove.addEventListener("click", () => {
    free.exceptions = free.exceptions.filter((other) => other !== one);
    showFree();
  });
  item.append(make("span", `${day} ${hours}`), remove);
  return item;
}

function addOff() {
  const day = $("off-day").value;
  if (!day) return $("off-day").focus();
  if (!free.exceptions.some((one) => one.day === day && !one.begins)) free.exceptions.push({ day, begins: null, ends: null });
  $("off-day").value = "";
  showFree();
}

async function saveFree() {
  know(await postSeen(`${VOLUNTEER}/availability`, { availability: free }, volunteer.version));
  announce(say(TEXTS.saved));
}

async function readCalendar() {
  const calendar = await $("calendar").files[0].text();
  know(await postSeen(`${VOLUNTEER}/calendar`, { calendar }, volunteer.version));
  $("calendar-form").reset();
  announce(say(TEXTS.read));
}
