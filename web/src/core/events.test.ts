import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Events, type Listeners } from "./events";

class FakeSource {
  static readonly CLOSED = 2;
  static made: FakeSource[] = [];
  /** How attempts end: "refused" by the server, "gone" where nobody listens, "open". */
  static outcome: "open" | "gone" | "refused" = "open";
  static latest = () => FakeSource.made.at(-1) as FakeSource;

  readyState = 0;
  onopen: () => void = () => {};
  onerror: () => void = () => {};

  constructor() {
    FakeSource.made.push(this);
    setTimeout(() => {
      if (FakeSource.outcome === "open") return this.onopen();
      this.break(FakeSource.outcome);
    });
  }

  break(how: "gone" | "refused"): void {
    this.readyState = how === "refused" ? 2 : 0;
    this.onerror();
  }

  addEventListener(): void {}
  close(): void {}
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", FakeSource);
  FakeSource.made = [];
  FakeSource.outcome = "open";
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function opened() {
  const told: string[] = [];
  const quiet = () => {};
  const listeners: Listeners = {
    progress: quiet,
    model: quiet,
    labels: quiet,
    answered: quiet,
    fault: quiet,
    ended: quiet,
    lost: () => void told.push("lost"),
    resumed: () => void told.push("resumed"),
  };
  const events = new Events("p1", "t1", listeners);
  events.open();
  await later(0);
  return { events, told };
}

it("tells of a loss that lasts, and of its end", async () => {
  const { told } = await opened();
  FakeSource.outcome = "gone";
  FakeSource.latest().break("gone");
  await later(2500);
  expect(told).toEqual([]);
  await later(1000);
  expect(told).toEqual(["lost"]);
  FakeSource.outcome = "open";
  await later(2000);
  expect(told.at(-1)).toBe("resumed");
  const before = FakeSource.made.length;
  await later(60_000);
  expect(FakeSource.made).toHaveLength(before);
});

it("says nothing of a blip", async () => {
  const { told } = await opened();
  FakeSource.latest().break("gone");
  await later(2000);
  expect(told).toEqual(["resumed"]);
});

it("says nothing after a sleep in which the stream broke, if the server is there", async () => {
  const { told } = await opened();
  FakeSource.latest().break("gone");
  vi.setSystemTime(Date.now() + 8 * 3_600_000);
  await later(2000);
  expect(told).toEqual(["resumed"]);
});

it("says nothing while its tab is hidden, and finds out when it is seen again", async () => {
  const { events, told } = await opened();
  events.close();
  FakeSource.outcome = "gone";
  await later(60_000);
  expect([told, FakeSource.made.length]).toEqual([[], 1]);
  events.open();
  await later(4000);
  expect(told).toContain("lost");
});

it("asks a server that refuses more and more seldom, or when it is told to", async () => {
  const { events } = await opened();
  FakeSource.outcome = "refused";
  FakeSource.latest().break("refused");
  await later(5 * 60_000);
  const asked = FakeSource.made.length;
  expect(asked).toBeLessThan(20);
  events.retry();
  expect(FakeSource.made).toHaveLength(asked + 1);
});
