export type LineAddress =
  | { kind: 'tcp'; host: string; port: number }
  | {
      kind: 'serial'
      path: string
      baudRate: number
      dataBits: 7 | 8
      parity: 'none' | 'even' | 'odd'
      stopBits: 1 | 2
    }
  /** A socket that the terminal opened to us; named by the terminal's asset number. */
  | { kind: 'dial-in'; terminal: string }

/** How frames are told apart on a line: by a header, by CRC, by DL/T 645's marks. */
export type Framing = 'modbus-tcp' | 'modbus-rtu' | 'dlt645'

/** The one name of a connection; two settings of one serial port are the same port. */
export function nameLine(address: LineAddress): string {
  if (address.kind === 'tcp') return `${address.host}:${address.port}`
  return address.kind === 'serial' ? address.path : `dial-in ${address.terminal}`
}

/** What readings of a line are said to have come from. */
export function sourceOf(framing: Framing): 'modbus' | 'dlt645' {
  return framing === 'dlt645' ? 'dlt645' : 'modbus'
}
