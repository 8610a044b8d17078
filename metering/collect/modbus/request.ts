import { EventEmitter } from 'node:events'
import modbusSerial from 'modbus-serial'
import { passOverEcho, passOverTcp, takeRtuAnswer, takeTcpAnswer, toTcpFrame } from '../../wire/modbus.ts'
import { BusFault } from '../lines/fault.ts'
import type { Line } from '../lines/line.ts'
import { OwedAnswers } from './owed-answers.ts'
import { Patience } from './patience.ts'

export type RegisterRequest = {
  unit: number
  functionCode: 3 | 4
  address: number
  count: number
  minGapMs: number
  /** How long the answer may take; else as long as the unit is known to need. */
  timeoutMs?: number | undefined
}

/** Given-up transactions whose late answers would tell that their unit is slow and not dead. */
const GIVEN_UP_LIMIT = 64

/** Words of consecutive registers. Call it while holding the line. Throws `BusFault`. */
export async function requestRegisters(line: Line, request: RegisterRequest): Promise<number[]> {
  const speaker = speakerOf(line)
  const isNumbered = line.framing === 'modbus-tcp'
  if (!isNumbered) speaker.owed.refuseIfMistakable(request, performance.now())
  const { client, port, patience } = speaker
  const { unit, functionCode, address, count, minGapMs } = request
  client.setID(unit)
  const answered =
    functionCode === 4 ? client.readInputRegisters(address, count) : client.readHoldingRegisters(address, count)
  // The port has taken the request in the moment in which the library wrote it.
  const { written } = port
  speaker.transaction = (speaker.transaction + 1) & 0xffff
  const { transaction } = speaker
  const expected = { unit, functionCode, dataBytes: count * 2 }
  const began = performance.now()
  try {
    const frame = await line.exchange({
      bytes: isNumbered ? toTcpFrame(written, transaction) : written,
      takeAnswer: (heard) => {
        noteLate(speaker, heard, isNumbered)
        return isNumbered ? takeTcpAnswer(heard, transaction, expected) : takeRtuAnswer(heard, expected)
      },
      passOver: (heard) => {
        noteLate(speaker, heard, isNumbered)
        return isNumbered ? passOverTcp(heard).used : passOverEcho(heard, written)
      },
      unit,
      minGapMs,
      timeoutMs: request.timeoutMs ?? patience.of(unit, line.timeoutMs),
    })
    patience.recordAnswer(unit, performance.now() - began, line.timeoutMs)
    port.emit('data', Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength))
    return (await answered).data
  } catch (fault) {
    const known = toBusFault(fault)
    if (known.kind === 'timeout' || known.kind === 'mismatch') {
      if (isNumbered) giveUp(speaker, transaction, unit)
      else speaker.owed.record(request, performance.now())
    }
    const isDoubtful = known.kind === 'refused' && !isNumbered && speaker.owed.isOwedBy(unit, performance.now())
    throw isDoubtful ? new BusFault('mismatch', 'the refusal may be of an earlier request') : known
  }
}

/** A unit whose answer comes after it was given up lives, and is slow. */
function noteLate({ givenUp, owed, patience, ownMs }: Speaker, heard: Uint8Array, isNumbered: boolean): void {
  if (!isNumbered) {
    for (const unit of owed.listAnswered(heard, performance.now())) patience.recordLate(unit, ownMs)
    return
  }
  if (givenUp.size === 0) return
  for (const transaction of passOverTcp(heard).transactions) {
    const unit = givenUp.get(transaction)
    if (unit === undefined) continue
    givenUp.delete(transaction)
    patience.recordLate(unit, ownMs)
  }
}

function giveUp({ givenUp }: Speaker, transaction: number, unit: number): void {
  givenUp.set(transaction, unit)
  const [oldest] = givenUp.keys()
  if (givenUp.size > GIVEN_UP_LIMIT && oldest !== undefined) givenUp.delete(oldest)
}

/** What the library needs of a port: it encodes requests and decodes answers; the line carries them. */
class LinePort extends EventEmitter {
  readonly isOpen = true
  readonly _transactionIdRead = 1
  readonly _transactionIdWrite = 1
  written: Uint8Array = new Uint8Array(0)

  open(done: () => void): void {
    done()
  }

  write(bytes: Uint8Array): void {
    this.written = bytes
  }
}

type Speaker = {
  client: InstanceType<typeof modbusSerial.default>
  port: LinePort
  transaction: number
  owed: OwedAnswers
  /** Units by the transaction that was given up. */
  givenUp: Map<number, number>
  patience: Patience
  /** How long the line waits by itself. */
  ownMs: number
}

const speakers = new WeakMap<Line, Speaker>()

function speakerOf(line: Line): Speaker {
  const known = speakers.get(line)
  if (known) return known
  const port = new LinePort()
  const client = new modbusSerial.default(port)
  client.open(() => {})
  const speaker = {
    client,
    port,
    transaction: 0,
    owed: new OwedAnswers(),
    givenUp: new Map(),
    patience: new Patience(),
    ownMs: line.timeoutMs,
  }
  speakers.set(line, speaker)
  return speaker
}

function toBusFault(fault: unknown): BusFault {
  if (fault instanceof BusFault) return fault
  const { message, modbusCode } = fault as Error & { modbusCode?: number }
  return modbusCode === undefined ? new BusFault('mismatch', message) : new BusFault('refused', message, modbusCode)
}
