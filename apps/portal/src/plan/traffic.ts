import { planFaults, type Period, type PlanTerms, quote, type TariffTerms, yearlyFen } from '@sibai/billing';
import type { Tariff } from '@sibai/contracts';
import { agentsFor, erlangAnswerSeconds, erlangB, erlangServiceLevel, linesFor } from '@sibai/routing';

/** Traffic as a person knows it. */
export interface Traffic {
  readonly callsADay: number;
  readonly daysAMonth: number;
  /** Of a call in an agent's ear. */
  readonly talkMinutes: number;
  /** Call flow and queue before that: the line is busy with them, an agent is not. */
  readonly beforeMinutes: number;
  readonly wrapUpMinutes: number;
  /** Share of a day's calls in its busiest hour, 0 to 100. */
  readonly busyHourPercent: number;
  /** What a carrier asks for a minute on one's own trunk, in yuan: no part of our bill, and part of the cost. */
  readonly carrierYuan: number;
}

export const TYPICAL: Traffic = {
  callsADay: 300,
  daysAMonth: 22,
  talkMinutes: 3,
  beforeMinutes: 1,
  wrapUpMinutes: 0.5,
  busyHourPercent: 15,
  carrierYuan: 0.1,
};

const BLOCKING = 0.01;
const SERVICE_LEVEL = 0.8;
const TARGET_SECONDS = 20;

export interface Need {
  readonly concurrency: number;
  readonly agents: number;
  readonly minutesAMonth: number;
  readonly carrierYuan: number;
  readonly lineErlangs: number;
  readonly agentErlangs: number;
  /** With that many lines and agents, in the busy hour. */
  readonly blocking: number;
  readonly serviceLevel: number;
  readonly answerSeconds: number;
  readonly occupancy: number;
}

/** What a traffic needs: lines by Erlang B at 1 % blocking, agents by Erlang C at 80 % within 20 seconds. */
export function needOf(traffic: Traffic): Need {
  const busy = (traffic.callsADay * traffic.busyHourPercent) / 100;
  const held = traffic.talkMinutes + traffic.beforeMinutes;
  const handled = traffic.talkMinutes + traffic.wrapUpMinutes;
  const lineErlangs = (busy * held) / 60;
  const agentErlangs = (busy * handled) / 60;
  const concurrency = Math.max(1, linesFor(lineErlangs, BLOCKING));
  const agents = Math.max(1, agentsFor(agentErlangs, handled * 60, SERVICE_LEVEL, TARGET_SECONDS));
  return {
    concurrency,
    agents,
    minutesAMonth: Math.round(traffic.callsADay * traffic.daysAMonth * held),
    carrierYuan: traffic.carrierYuan,
    lineErlangs,
    agentErlangs,
    blocking: erlangB(lineErlangs, concurrency),
    serviceLevel: agentErlangs === 0 ? 1 : erlangServiceLevel(agentErlangs, agents, handled * 60, TARGET_SECONDS),
    answerSeconds: agentErlangs === 0 ? 0 : erlangAnswerSeconds(agentErlangs, agents, handled * 60),
    occupancy: agentErlangs / agents,
  };
}

/** The plan of a tariff that meets a need, with what is included where that is more. */
export const planFor = (
  { seats, concurrency }: TariffTerms,
  need: Need,
  period: Period,
  addOns: PlanTerms['addOns'],
): PlanTerms => ({
  period,
  concurrency: Math.max(need.concurrency, concurrency.included, concurrency.min),
  seats: Math.max(need.agents, seats.included, seats.min),
  addOns,
});

/** A year of a plan as the customer pays it: our bill, and the carrier's where the trunk is the customer's own. */
const costFen = (
  { terms }: Tariff,
  plan: PlanTerms,
  need: Need,
  numberFen: number,
  minutes = need.minutesAMonth,
): number =>
  yearlyFen(terms, plan, numberFen, minutes) +
  (terms.access === 'sip_trunk' ? Math.round(minutes * 12 * need.carrierYuan * 100) : 0);

export interface Offer {
  readonly tariff: Tariff;
  readonly plan: PlanTerms;
  readonly yearFen: number;
  /** Fees and minutes of that year, each by itself; minutes with the carrier's on one's own trunk. */
  readonly feesFen: number;
  readonly minutesFen: number;
  readonly cheapest: boolean;
}

/** Every tariff that can carry the need, cheapest first. */
export function offers(
  tariffs: readonly Tariff[],
  need: Need,
  { period, addOns, numberFen }: { period: Period; addOns: PlanTerms['addOns']; numberFen: number },
): Offer[] {
  const found = tariffs.flatMap((tariff) => {
    const plan = planFor(tariff.terms, need, period, addOns);
    if (planFaults(tariff.terms, plan).length) return [];
    const yearFen = costFen(tariff, plan, need, numberFen);
    const { monthlyFen, firstPaymentFen } = quote(tariff.terms, plan, numberFen);
    const feesFen = period === 'year' ? firstPaymentFen : monthlyFen * 12 + tariff.terms.setupFen;
    return [{ tariff, plan, yearFen, feesFen, minutesFen: yearFen - feesFen }];
  });
  return found.toSorted((a, b) => a.yearFen - b.yearFen).map((offer, i) => ({ ...offer, cheapest: i === 0 }));
}

export type CurvePoint = { readonly minutes: number } & Readonly<Record<string, number>>;

/** A year's cost in yuan of each offer's plan over the minutes of a month, from none to twice what is needed. */
export function curves(found: readonly Offer[], need: Need, numberFen: number, steps = 24): CurvePoint[] {
  const most = Math.max(2000, need.minutesAMonth * 2);
  return Array.from({ length: steps + 1 }, (_, i) => {
    const minutes = Math.round((most * i) / steps);
    const costs = found.map(({ tariff, plan }) => [
      tariff.code,
      Math.round(costFen(tariff, plan, need, numberFen, minutes) / 100),
    ]);
    return { minutes, ...(Object.fromEntries(costs) as Record<string, number>) };
  });
}
