/**
 * What went wrong on the wire. `refused`: the unit answered that it will not; `unreachable`: no connection to the bus at
 * all; the others leave the stream in doubt.
 */
export class BusFault extends Error {
  readonly kind: 'timeout' | 'refused' | 'unreachable' | 'connection' | 'mismatch'
  readonly exceptionCode: number | undefined

  constructor(kind: BusFault['kind'], message: string, exceptionCode?: number) {
    super(message)
    this.name = 'BusFault'
    this.kind = kind
    this.exceptionCode = exceptionCode
  }
}
