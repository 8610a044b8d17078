const RATE = 8_000
const HEAD = 44
const TURN_SECONDS = 1.2
const FADE_SECONDS = 0.05

/** A WAV file, 8 kHz, 16 bits, one channel: the caller's tone and the agent's in turn, each call with its own. At least a second. */
export function mixTones(name: string, seconds: number): Buffer {
  const samples = Math.round(Math.max(1, seconds) * RATE)
  const file = Buffer.alloc(HEAD + samples * 2)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(HEAD - 8 + samples * 2, 4)
  file.write('WAVEfmt ', 8, 'latin1')
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(RATE, 24)
  file.writeUInt32LE(RATE * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36, 'latin1')
  file.writeUInt32LE(samples * 2, 40)
  const pitch = 180 + ([...name].reduce((sum, sign) => sum + (sign.codePointAt(0) ?? 0), 0) % 120)
  for (let n = 0; n < samples; n++) {
    const at = n / RATE
    const turn = Math.floor(at / TURN_SECONDS)
    const within = at - turn * TURN_SECONDS
    const fade = Math.min(1, within / FADE_SECONDS, (TURN_SECONDS - within) / FADE_SECONDS)
    const tone = turn % 2 === 0 ? pitch : pitch * 1.5
    file.writeInt16LE(Math.round(6_000 * fade * Math.sin(2 * Math.PI * tone * at)), HEAD + n * 2)
  }
  return file
}
