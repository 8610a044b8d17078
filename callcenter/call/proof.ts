import { randomInt } from 'node:crypto'

/** By it a customer knows that it is the company who rings. */
export function drawProofCode(digits: number): string {
  return Array.from({ length: digits }, () => randomInt(10)).join('')
}
