import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

type Keys = { cipher: Buffer; lookup: Buffer }

let keys: Keys | undefined

/** Sets the key under which numbers and phones are kept; 32 bytes or more, the same at every start. */
export function configureSecrets(secret: Buffer): void {
  if (secret.length < 32) throw new Error('the identity key must have 32 bytes or more')
  keys = { cipher: derive(secret, 'identity-cipher'), lookup: derive(secret, 'identity-lookup') }
}

function derive(secret: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
}

function requireKeys(): Keys {
  if (!keys) throw new Error('configureSecrets has not been called')
  return keys
}

export function encryptText(text: string): Buffer {
  return encryptBytes(Buffer.from(text, 'utf8'))
}

export function decryptText(sealed: Buffer): string {
  return decryptBytes(sealed).toString('utf8')
}

/** A whole file that holds people's numbers. */
export function encryptBytes(bytes: Buffer): Buffer {
  const iv = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', requireKeys().cipher, iv)
  const body = Buffer.concat([cipher.update(bytes), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), body])
}

export function decryptBytes(sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', requireKeys().cipher, sealed.subarray(0, 12))
  decipher.setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
}

/** Equal texts give equal hashes under the key, so a number can be found without being readable. */
export function hashForLookup(text: string): Buffer {
  return createHmac('sha256', requireKeys().lookup).update(text).digest()
}
