import { Alert } from 'antd'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import type { OwnSecurity } from '../../../contract.ts'
import { instant } from '../../kit/format.ts'
import { useResource } from '../../kit/resource.ts'
import { useWords } from '../../kit/words.ts'
import { shellWords } from '../words.ts'
import { hasEntered, noteSeen } from './entered.ts'
import { securityWords } from './words.ts'

/** Right after a log-in: when one was here before, and whether somebody failed since. */
export default function LatestLogIn({ to }: { to: string }) {
  const say = useWords(securityWords)
  const shell = useWords(shellWords)
  const [fresh, setFresh] = useState(hasEntered)
  const own = useResource<OwnSecurity>(fresh ? '/api/session/security' : null)
  const before = own.data?.before
  useEffect(() => {
    if (before) noteSeen()
  }, [before])
  if (!fresh || !before || (before.previousAt === null && before.failures === 0 && !before.factorReset)) return null
  const reset = before.factorReset && { at: instant(before.factorReset.at), by: before.factorReset.by }
  const times = { previous: instant(before.previousAt), failed: instant(before.failedAt), count: before.failures }
  return (
    <Alert
      banner
      style={{ marginBottom: 12 }}
      type={before.failures > 0 || before.factorReset ? 'warning' : 'info'}
      title={
        <>
          {before.previousAt && say('latest.previous', times)} {before.failures > 0 && say('latest.failures', times)}{' '}
          {reset && say('latest.reset', reset)} <Link to={to}>{shell('security')}</Link>
        </>
      }
      closable={{ onClose: () => setFresh(false) }}
    />
  )
}
