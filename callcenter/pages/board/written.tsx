import { Alert, App, Button } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { fixed, instant } from '../../../app/web/kit/format.ts'
import { Figure, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Board } from '../../board/contract.ts'
import { ChannelMark } from '../chat/channel-mark.tsx'
import css from './board.module.css'
import { useSeconds } from './seconds.ts'
import { boardWords } from './words.ts'

/** Written conversations, which no figure of the calls counts. */
export function Written({ chats, ...aside }: { chats: Board['chats']; isLead: boolean; reload: () => void }) {
  const say = useWords(boardWords)
  const sayWait = useSeconds()
  return (
    <Panel title={say('chats')}>
      <div className={css.eight}>
        <Figure label={say('waiting')} value={chats.waiting} tone={chats.waiting > 0 ? 'warn' : 'calm'} />
        <Figure label={say('longest')} value={sayWait(chats.longestWaitSeconds)} />
        <Figure label={say('chats.assistant')} value={chats.withAssistant} />
        <Figure label={say('chats.active')} value={chats.active} />
        <Figure label={say('chats.answered')} value={chats.answered} note={sayWait(chats.meanAnswerSeconds)} />
        <Figure label={say('chats.served')} value={chats.served} />
        <Figure label={say('chats.abandoned')} value={chats.abandoned} />
        <Figure
          label={say('chats.satisfaction')}
          value={chats.satisfaction === null ? '—' : fixed(chats.satisfaction, 2)}
          note={say('chats.rated', { count: chats.rated })}
        />
      </div>
      <ul className={css.channels}>
        {chats.channels.map(({ channel, isConnected, ...counts }) => (
          <li key={channel}>
            <ChannelMark channel={channel} />{' '}
            {isConnected ? say('chats.channel', counts) : <Pill tone="calm">{say('chats.unconnected')}</Pill>}
          </li>
        ))}
      </ul>
      {chats.mailsAside.length > 0 && <MailsAside mails={chats.mailsAside} {...aside} />}
    </Panel>
  )
}

type AsideProps = { mails: Board['chats']['mailsAside']; isLead: boolean; reload: () => void }

/** What could not be taken in: a lead has it tried again once what was wrong is put right. */
function MailsAside({ mails, isLead, reload }: AsideProps) {
  const say = useWords(boardWords)
  const { message } = App.useApp()
  const again = useSubmit(async (id: number, key) => {
    await write('POST', `/api/callcenter/mails-aside/${id}/tries`, undefined, key)
    message.success(say('aside.tried'))
    reload()
  })
  return (
    <Alert
      className={css.aside}
      type="warning"
      showIcon
      title={say('aside.title', { count: mails.length })}
      description={
        <>
          <Trouble error={again.error} />
          <ul className={css.mails}>
            {mails.map(({ id, uid, reason, laidAsideAt }) => (
              <li key={id}>
                <span>
                  {say('aside.mail', { uid, at: instant(laidAsideAt) })}
                  <span className={css.small}> {reason}</span>
                </span>
                {isLead && (
                  <Button size="small" loading={again.busy} onClick={() => void again.submit(id)}>
                    {say('aside.again')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </>
      }
    />
  )
}
