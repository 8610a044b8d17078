import { type ReactNode, useEffect, useState } from 'react'
import { listKnownCrews } from '../../../callcenter/pages/crew/outbox.ts'
import { listKnownUsers } from '../../../intake/pages/site/outbox.ts'
import type { WhoAmI } from '../../contract.ts'
import { shellsOf } from '../../shells/contract.ts'
import { SessionAs, useSession } from '../kit/session.tsx'
import { Gate } from './gate.tsx'

/** As every gate; where the server cannot be reached, whoever took his tasks along on this device goes on with them. */
export function FieldGate({ children }: { children: ReactNode }) {
  const { session, user } = useSession()
  const [known, setKnown] = useState<WhoAmI>()
  useEffect(() => {
    findLatest().then(setKnown, () => {})
  }, [])
  const isUnreachable = session.loading || (session.error !== undefined && isNoAnswer(session.error.status))
  const acting = user ?? (isUnreachable ? known : undefined)
  if (acting && !acting.pending && shellsOf(acting).includes('field'))
    return <SessionAs user={acting}>{children}</SessionAs>
  return <Gate shell="field">{children}</Gate>
}

/** Whoever took work along on this device last, of any kind. */
async function findLatest(): Promise<WhoAmI | undefined> {
  const known = [...(await listKnownUsers()), ...(await listKnownCrews())]
  return known.toSorted((a, b) => a.fetchedAt.localeCompare(b.fetchedAt)).at(-1)?.who
}

const isNoAnswer = (status: number) => status === 0 || status >= 500
