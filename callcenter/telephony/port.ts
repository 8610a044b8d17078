/**
 * What the desk asks of a telephone engine, and what the engine tells. Written after the common ground of FreeSWITCH's event
 * socket, Asterisk's ARI and OpenSIPS' call centre; `tests/callcenter/telephony-contract.ts` is what an engine must pass.
 *
 * - A command has an id; the same id again has no second effect and the same answer.
 * - Events of one epoch are numbered from 1 without gaps, in the order in which they happened, with the engine's own time.
 *   An engine that lost its calls begins a new epoch. It keeps what it told and tells it again after any number.
 * - `ended` is the last that is told of a call, and is told once. A command to a call that is over is `gone`, never a fault.
 * - One extension rings for a call at a time, and an extension has one call; else the command is `refused`.
 * - The caller's line is the engine's: it outlives every screen and every process of the desk.
 */
export type TelephonyPort = {
  /** Its name in the desk's records: the same after a restart. */
  readonly engine: string
  /** Throws only where the engine is out of reach; then it is not known whether the command was taken. */
  execute(command: NumberedCommand): Promise<CommandAnswer>
  snapshot(): Promise<Snapshot>
  /** Tells all after a position, then what happens from now on; null: from now on. The function returned ends it. */
  listen(after: Position | null, hear: (event: EngineEvent) => void): Promise<() => void>
}

export type CommandAnswer = 'done' | 'gone' | 'refused'

export type Command =
  | { act: 'answer'; callId: string }
  /** `prompt` is a text to be spoken. */
  | { act: 'play'; callId: string; prompt: string }
  /** Speaks, then takes up to `most` digits until `#` or so many seconds without one; told as `digits`. */
  | { act: 'collect'; callId: string; prompt: string; most: number; seconds: number }
  /** Rings an agent's extension for the call. */
  | { act: 'offer'; callId: string; extension: string; seconds: number }
  | { act: 'cancel-offer'; callId: string; extension: string }
  /** Joins the caller and the extension that rings for him. */
  | { act: 'bridge'; callId: string; extension: string }
  | { act: 'hold'; callId: string }
  | { act: 'resume'; callId: string }
  /** Takes the extension out of the call; the one outside waits and can be spoken to, as before anybody was rung for him. */
  | { act: 'park'; callId: string }
  /** To another extension, which takes it at once, or out of the house. */
  | { act: 'transfer'; callId: string; to: { extension: string } | { number: string } }
  | { act: 'record'; callId: string; on: boolean }
  /** A third joins: he hears both, is heard by the agent alone, or by both. Again by the same extension, only how is another. */
  | { act: 'monitor'; callId: string; extension: string; how: 'listen' | 'whisper' | 'barge' }
  /** The third leaves; the two talk on. He leaves by himself when the call ends, or the extension is taken out of it. */
  | { act: 'unmonitor'; callId: string; extension: string }
  | { act: 'hang-up'; callId: string }
  /** Rings a number outside; `callId` is the desk's to choose. Told as `connected`, or as `ended`. */
  | { act: 'originate'; callId: string; number: string; seconds: number }

export type NumberedCommand = Command & { id: string }

export type Position = { epoch: string; sequence: number }

export type EngineEvent = Position & { callId: string; at: Date } & EngineFact

export type EngineFact =
  | { told: 'arrived'; from: string; to: string }
  | { told: 'answered' }
  /** `command`: the id of the one that was carried out. */
  | { told: 'played'; command: string }
  /** Empty: nothing was pressed in time. */
  | { told: 'digits'; command: string; digits: string }
  | { told: 'ringing'; extension: string }
  | { told: 'unanswered'; extension: string; because: 'time' | 'cancelled' | 'unreachable' }
  | { told: 'bridged'; extension: string }
  | { told: 'held' }
  | { told: 'resumed' }
  | { told: 'parked' }
  | { told: 'recorded'; recording: string; seconds: number }
  | { told: 'monitored'; extension: string; how: 'listen' | 'whisper' | 'barge' }
  | { told: 'unmonitored'; extension: string }
  | { told: 'connected' }
  | { told: 'ended'; by: 'caller' | 'desk' | 'engine' }

/** All lines as they were when `position` was the last that had been told. */
export type Snapshot = { position: Position; calls: LiveCall[] }

export type LiveCall = {
  callId: string
  /** Of the one outside. */
  number: string
  direction: 'in' | 'out'
  state: 'arriving' | 'open' | 'ringing' | 'bridged' | 'held'
  extension: string | null
  since: Date
}
