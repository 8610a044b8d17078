import { hashForLookup } from '../../db/customers/secrets.ts'

const tagOf = (deliveryId: number) => hashForLookup(`mail of delivery ${deliveryId}`).toString('hex').slice(0, 16)

/** The Message-ID of what goes out, without brackets: whoever has not seen it cannot make it up. */
export function mailIdOf(deliveryId: number, address: string): string {
  return `dianhu-desk-${deliveryId}.${tagOf(deliveryId)}@${address.split('@')[1] ?? 'localhost'}`
}

/** Which of ours a text names by their Message-ID. */
export function findOwnMails(text: string): number[] {
  const found = [...text.matchAll(/dianhu-desk-(\d{1,15})\.([0-9a-f]{16})@/g)]
  return [...new Set(found.filter(([, id, tag]) => tagOf(Number(id)) === tag).map(([, id]) => Number(id)))]
}
