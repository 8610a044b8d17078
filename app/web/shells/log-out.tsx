import { App, Button } from 'antd'
import { countUnsentSteps, forgetCrewWork } from '../../../callcenter/pages/crew/outbox.ts'
import { countUnsent, forgetWork } from '../../../intake/pages/site/outbox.ts'
import { dropAllWork, listUnsentWork } from '../../../metering/pages/store/outbox.ts'
import { ApiError } from '../kit/api.ts'
import { useSession, useUser } from '../kit/session.tsx'
import { useExplanation } from '../kit/states.tsx'
import { useWords } from '../kit/words.ts'
import { shellWords } from './words.ts'

/** Takes what this device keeps of the user with it; asks first where something was not sent. */
export function LogOut() {
  const say = useWords(shellWords)
  const explain = useExplanation()
  const { modal, message } = App.useApp()
  const { username } = useUser()
  const { logOut } = useSession()
  const leave = () =>
    logOut(async () => {
      await Promise.allSettled([forgetWork(username), dropAllWork(username), forgetCrewWork(username)])
    }).catch((fault) => void message.error(explain(fault instanceof ApiError ? fault : unknownFault(fault))))
  const ask = async () => {
    const count = await countHere(username)
    if (count === 0) return leave()
    modal.confirm({
      title: say('logOut.unsent', { count }),
      content: say('logOut.unsent.next'),
      okText: say('logOut.anyway'),
      cancelText: say('logOut.stay'),
      okButtonProps: { danger: true },
      onOk: leave,
    })
  }
  return (
    <Button size="small" type="text" onClick={ask}>
      {say('logOut')}
    </Button>
  )
}

/** A browser that forbids storage keeps nothing. */
async function countHere(username: string): Promise<number> {
  const installs = listUnsentWork(username).then((works) => works.length)
  const unsent = [countUnsent(username), installs, countUnsentSteps(username)]
  const counted = await Promise.all(unsent.map((each) => each.catch(() => 0)))
  return counted.reduce((sum, count) => sum + count, 0)
}

const unknownFault = (fault: unknown) => new ApiError(0, 'SCREEN_FAULT', String(fault))
