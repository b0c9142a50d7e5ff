import { expect, test, vi } from "vitest";
// cspell:words unstub
import { Limiter } from "../src/platform/limiter.js";
import { thisPlatform } from "../src/platform/platform.js";
import { Scope, ScopeEnded } from "../src/platform/scope.js";
import { FakeClock } from "./fake/clock.js";

test("a page that is looked at again and a network that is back wake the client, until it is closed", () => {
  const page = Object.assign(new EventTarget(), { visibilityState: "visible" });
  const machine = new EventTarget();
  vi.stubGlobal("document", page);
  vi.stubGlobal("addEventListener", machine.addEventListener.bind(machine));
  vi.stubGlobal("removeEventListener", machine.removeEventListener.bind(machine));
  const woken = vi.fn();
  const end = thisPlatform().onWake(woken);
  page.dispatchEvent(new Event("visibilitychange"));
  expect(woken).toHaveBeenCalledTimes(1);
  machine.dispatchEvent(new Event("online"));
  expect(woken).toHaveBeenCalledTimes(2);
  page.visibilityState = "hidden";
  page.dispatchEvent(new Event("visibilitychange"));
  expect(woken).toHaveBeenCalledTimes(2);
  page.visibilityState = "visible";
  end();
  page.dispatchEvent(new Event("visibilitychange"));
  machine.dispatchEvent(new Event("online"));
  expect(woken).toHaveBeenCalledTimes(2);
  vi.unstubAllGlobals();
});

test("where there is no page nothing wakes the client", () => {
  const woken = vi.fn();
  thisPlatform().onWake(woken)();
  expect(woken).not.toHaveBeenCalled();
});

test("ids are such as the protocol takes, and no two are the same", () => {
  const ids = Array.from({ length: 1_000 }, () => thisPlatform().newId());
  ids.forEach((id) => expect(id).toMatch(/^[A-Za-z0-9_-]{1,64}$/));
  expect(new Set(ids).size).toBe(1_000);
});

test("the end of a scope ends what waits in it, and what comes later does not begin", async () => {
  const clock = new FakeClock();
  const scope = new Scope({ ...thisPlatform(), after: clock.after });
  const ran = vi.fn();
  scope.after(10, ran);
  const sleeping = scope.sleep(10);
  scope.end();
  await expect(sleeping).rejects.toBeInstanceOf(ScopeEnded);
  await expect(scope.sleep(10)).rejects.toBeInstanceOf(ScopeEnded);
  scope.after(10, ran);
  await clock.pass(100);
  expect(ran).not.toHaveBeenCalled();
  expect(clock.running).toBe(0);
});

test("what a scope has waited for leaves nothing behind, however often", async () => {
  const clock = new FakeClock();
  const scope = new Scope({ ...thisPlatform(), after: clock.after });
  for (let times = 0; times < 100; times++) {
    const sleeping = scope.sleep(10);
    await clock.pass(10);
    await sleeping;
  }

  scope.after(10, () => {})();
  expect((scope as unknown as { endings: Set<unknown> }).endings.size).toBe(0);
});

test("no minute holds more than the limit, wherever it begins", () => {
  let now = 0;
  const limiter = new Limiter(3, () => now);
  const times: number[] = [];
  for (const step of [0, 10_000, 20_000, 1_000, 0, 0, 70_000, 0, 0, 0]) {
    now += step;
    times.push(now + limiter.reserve());
  }

  for (const begin of times) {
    expect(times.filter((time) => time >= begin && time < begin + 60_000).length).toBeLessThanOrEqual(3);
  }

  expect(times).toEqual([...times].sort((left, right) => left - right));
});
