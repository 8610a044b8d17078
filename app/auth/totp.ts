import { randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import QRCode from 'qrcode'

/** RFC 6238 as every authenticator has it. */
const SHAPE = { algorithm: 'SHA1', digits: 6, period: 30 } as const
const SECRET_BYTES = 20
/** A clock may be one step off. */
const WINDOW = 1
const CODES = 10
/** Without letters that are read as one another. */
const LETTERS = 'ABCDEFGHJKMNPQRSTVWXYZ23456789'
const CODE_LENGTH = 12

export function makeSecret(): string {
  return new Secret({ size: SECRET_BYTES }).base32
}

/** The step whose code it is, around now; null where it is none's. */
export function findStep(secret: string, code: string, now: Date): number | null {
  const totp = new TOTP({ ...SHAPE, secret: Secret.fromBase32(secret) })
  const timestamp = now.getTime()
  const delta = totp.validate({ token: code, timestamp, window: WINDOW })
  return delta === null ? null : totp.counter({ timestamp }) + delta
}

/** What an authenticator takes: as an address, and as a picture of it (svg). */
export async function pictureSecret(secret: string, username: string): Promise<{ uri: string; picture: string }> {
  const totp = new TOTP({ ...SHAPE, issuer: '电户 Dianhu', label: username, secret: Secret.fromBase32(secret) })
  const uri = totp.toString()
  return { uri, picture: await QRCode.toString(uri, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' }) }
}

/** In groups of four, for paper. */
export function makeRecoveryCodes(): string[] {
  return Array.from({ length: CODES }, () => {
    const letters = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)])
    return (letters.join('').match(/.{4}/g) ?? []).join('-')
  })
}

/** As it was shown, however it is typed. */
export function normaliseRecoveryCode(typed: string): string {
  return typed.toUpperCase().replace(/[^A-Z0-9]/g, '')
}
