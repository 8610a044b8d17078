import { mixTones } from './tones.ts'

export type Recording = { mediaType: string; bytes: Buffer; isSimulated: boolean }

/** Where an engine keeps what it recorded, by the names that it told (`recorded`). */
export type RecordingStore = {
  /** Null where it has none of that name. `seconds`: how long it is, as the engine told. */
  read(recording: string, seconds: number): Promise<Recording | null>
  /** What is gone already is no fault. */
  erase(recording: string): Promise<void>
}

const LONGEST_SECONDS = 8

/** No voices are to be had without telephones: two tones that talk in turn, other ones for each call, cut after some seconds. */
const simulatedStore: RecordingStore = {
  async read(recording, seconds) {
    return { mediaType: 'audio/wav', bytes: mixTones(recording, Math.min(seconds, LONGEST_SECONDS)), isSimulated: true }
  },
  async erase() {},
}

const stores = new Map<string, RecordingStore>([['simulated', simulatedStore]])

export const findStore = (engine: string): RecordingStore | undefined => stores.get(engine)
