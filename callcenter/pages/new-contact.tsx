import { Button, Dropdown } from 'antd'
import { useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { useKeys } from '../../app/web/kit/keys.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import css from './desk.module.css'
import { deskWords } from './words.ts'

const channels = ['counter', 'web', 'note'] as const
type Channel = (typeof channels)[number]

/** Opens a contact without a call, about the account in view if there is one; until its channel is chosen there is none. */
export function NewContact({ accountNo, done }: { accountNo: string | null; done: () => void }) {
  const say = useWords(deskWords)
  const open = useSubmit(async (input: { channel: Channel; accountNo?: string }, key) => {
    await write('POST', '/api/callcenter/contacts', input, key)
    done()
  })
  const start = (channel: Channel) => void open.submit({ channel, ...(accountNo ? { accountNo } : {}) })
  const [asking, setAsking] = useState(false)
  useKeys({ 'Alt+N': () => setAsking(true) })
  return (
    <>
      <Trouble error={open.error} />
      <Dropdown
        trigger={['click']}
        open={asking}
        onOpenChange={setAsking}
        autoFocus
        menu={{
          items: channels.map((key) => ({ key, label: say(`channel.${key}`) })),
          onClick: ({ key }) => start(key as Channel),
        }}
      >
        <Button block loading={open.busy}>
          {say('call.open')}
          <span className={css.key}>{say('key.contact')}</span>
        </Button>
      </Dropdown>
    </>
  )
}
