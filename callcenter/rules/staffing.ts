/**
 * Decides how many agents a load of calls needs: Erlang C where callers wait for ever (A. K. Erlang 1917), Erlang A where
 * their patience is exponential (C. Palm 1946; Garnett, Mandelbaum and Reiman, M&SOM 4(3), 2002).
 */

export type Load = {
  /** Calls an hour. */
  calls: number
  /** Talk and wrap-up of one call, in seconds. */
  handleSeconds: number
  /** How long a caller waits on average before he hangs up, in seconds; null: for ever. */
  patienceSeconds: number | null
}

export type Service = {
  /** Share of all calls that wait at all. */
  waits: number
  /** Share of all calls that are answered within the seconds asked for; abandoned calls count as not answered. */
  answeredWithin: number
  /** Mean wait of all calls in seconds, until answered or given up; Infinity where the queue grows without end. */
  meanWaitSeconds: number
  abandoned: number
  occupancy: number
}

/** In Erlang: the mean number of agents who talk at once. */
export const loadOf = ({ calls, handleSeconds }: Load): number => (calls * handleSeconds) / 3600

/** What so many agents give such a load. `withinSeconds` is the service-level target. */
export function predictService(load: Load, agents: number, withinSeconds: number): Service {
  if (load.calls === 0) return { waits: 0, answeredWithin: 1, meanWaitSeconds: 0, abandoned: 0, occupancy: 0 }
  if (agents === 0 && load.patienceSeconds === null) return endless
  return load.patienceSeconds === null
    ? predictPatient(load, agents, withinSeconds)
    : predictImpatient({ ...load, patienceSeconds: load.patienceSeconds }, agents, withinSeconds)
}

/** The fewest agents that answer the share wanted within so many seconds. `share` is below 1. */
export function agentsNeeded(load: Load, { share, withinSeconds }: { share: number; withinSeconds: number }): number {
  if (load.calls === 0) return 0
  const served = (agents: number) => predictService(load, agents, withinSeconds).answeredWithin >= share
  let most = Math.ceil(loadOf(load)) + 1
  while (!served(most)) most *= 2
  let fewest = 0
  while (fewest < most) {
    const middle = (fewest + most) >> 1
    if (served(middle)) most = middle
    else fewest = middle + 1
  }
  return most
}

const endless: Service = {
  waits: 1,
  answeredWithin: 0,
  meanWaitSeconds: Number.POSITIVE_INFINITY,
  abandoned: 0,
  occupancy: 1,
}

/** Share of calls that find all agents busy where nobody waits, by the recursion that never overflows. */
export function erlangB(erlang: number, agents: number): number {
  let blocked = 1
  for (let busy = 1; busy <= agents; busy++) blocked = (erlang * blocked) / (busy + erlang * blocked)
  return blocked
}

export function erlangC(erlang: number, agents: number): number {
  if (agents <= erlang) return 1
  const blocked = erlangB(erlang, agents)
  return (agents * blocked) / (agents - erlang * (1 - blocked))
}

function predictPatient(load: Load, agents: number, withinSeconds: number): Service {
  const erlang = loadOf(load)
  if (agents <= erlang) return endless
  const waits = erlangC(erlang, agents)
  const spare = agents - erlang
  return {
    waits,
    answeredWithin: 1 - waits * Math.exp((-spare * withinSeconds) / load.handleSeconds),
    meanWaitSeconds: (waits * load.handleSeconds) / spare,
    abandoned: 0,
    occupancy: erlang / agents,
  }
}

/** What lies beyond is rarer than a double can add. */
const NEGLIGIBLE = 1e-16

function predictImpatient(load: Load & { patienceSeconds: number }, agents: number, withinSeconds: number): Service {
  const arrival = load.calls / 3600
  const leave = 1 / load.patienceSeconds
  const serve = agents / load.handleSeconds
  const { idle, queue } = stationary(loadOf(load), { arrival, leave, serve, agents })
  const waits = queue.reduce((sum, share) => sum + share, 0)
  const waiting = queue.reduce((sum, share, ahead) => sum + share * ahead, 0)
  const abandoned = (leave * waiting) / arrival
  return {
    waits,
    answeredWithin: idle + answeredInTime(queue, { leave, serve }, withinSeconds),
    meanWaitSeconds: waiting / arrival,
    abandoned,
    occupancy: agents === 0 ? 1 : (loadOf(load) * (1 - abandoned)) / agents,
  }
}

/** Shares of time: somebody is free, and all are busy with so many waiting. */
function stationary(
  erlang: number,
  { arrival, leave, serve, agents }: { arrival: number; leave: number; serve: number; agents: number },
): { idle: number; queue: number[] } {
  // All relative to "all busy, none waiting", which Erlang B gives its share among the states without a queue.
  const busyOfFree = erlangB(erlang, agents)
  const queue = [1]
  for (let ahead = 1, share = 1; ; ahead++) {
    share *= arrival / (serve + ahead * leave)
    queue.push(share)
    if (share < NEGLIGIBLE && arrival < serve + ahead * leave) break
  }
  const idle = (1 - busyOfFree) / busyOfFree
  const all = queue.reduce((sum, share) => sum + share, idle)
  return { idle: idle / all, queue: queue.map((share) => share / all) }
}

/** Of calls that find so many waiting: share answered in time. Uniformised walk to the head of the queue. */
function answeredInTime(queue: number[], { leave, serve }: { leave: number; serve: number }, seconds: number): number {
  const rate = serve + queue.length * leave
  let ahead = queue
  let answered = 0
  let inTime = 0
  // Poisson weights in logarithms: `rate × seconds` may be hundreds.
  const mean = rate * seconds
  let logWeight = -mean
  for (let step = 0; step < mean + 40 * Math.sqrt(mean + 1); step++) {
    inTime += Math.exp(logWeight) * answered
    logWeight += Math.log(mean) - Math.log(step + 1)
    answered += ((ahead[0] ?? 0) * serve) / rate
    ahead = ahead.map((share, at) => {
      const stays = 1 - (serve + (at + 1) * leave) / rate
      return share * stays + ((ahead[at + 1] ?? 0) * (serve + (at + 1) * leave)) / rate
    })
  }
  return inTime
}
