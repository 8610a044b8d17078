import { Button, Popconfirm, Space } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { DeskChat } from '../../chat/contract.ts'
import { Handover } from '../call/call-control.tsx'
import { TransferDialog } from '../call/transfer-dialog.tsx'
import { Answer } from './answer.tsx'
import { ChannelMark } from './channel-mark.tsx'
import css from './chat.module.css'
import { Messages } from './messages.tsx'
import { useTranscript } from './use-chats.ts'
import { deskChatWords } from './words.ts'

export type Draft = { text: string; set: (text: string) => void }
type PanelProps = { chat: DeskChat; draft: Draft; reload: () => void }

/** One chat in the agent's hands: what was written, and the field to answer in. */
export function ChatPanel({ chat, draft, reload }: PanelProps) {
  const say = useWords(deskChatWords)
  const { contact, correspondent, subject } = chat
  const url = `/api/callcenter/chats/${contact.id}`
  const { messages, deliveries, load } = useTranscript(contact.id)
  const back = useSubmit(async (_: number, key) => {
    await write('POST', `${url}/return`, undefined, key)
    reload()
  })
  const again = useSubmit(async (messageId: number, key) => {
    await write('POST', `${url}/messages/${messageId}/deliveries`, undefined, key)
    await load()
  })
  const [transferring, setTransferring] = useState(false)
  const isMine = chat.owner === 'agent' && chat.endedAt === null
  const actions = isMine && (
    <Space size={8} wrap>
      <Button size="small" onClick={() => setTransferring(true)}>
        {say('transfer')}
      </Button>
      {contact.channel !== 'email' && (
        <Popconfirm title={say('back.sure')} description={say('back.next')} onConfirm={() => back.submit(contact.id)}>
          <Button size="small" loading={back.busy}>
            {say('back')}
          </Button>
        </Popconfirm>
      )}
    </Space>
  )
  const name = contact.customerName ?? correspondent ?? say('visitor')
  return (
    <Panel title={`${name} · ${contact.contactNo}`} extra={actions || undefined}>
      <div className={css.field}>
        {correspondent && (
          <p className={`${css.row} ${css.note}`}>
            <ChannelMark channel={contact.channel} />
            <span>{correspondent}</span>
            {subject && <b>{subject}</b>}
          </p>
        )}
        <Handover contact={contact} />
        <Trouble error={back.error ?? again.error} />
        <Messages
          messages={messages}
          side="agent"
          deliveries={{ list: deliveries, again: isMine ? again.submit : undefined, busy: again.busy }}
        />
        {chat.endedAt === null ? (
          <Answer key={contact.id} url={url} chat={chat} draft={draft} done={load} />
        ) : (
          <Pill tone="warn">{say(correspondent ? 'ended.written' : 'ended')}</Pill>
        )}
      </div>
      {transferring && (
        <TransferDialog
          isChat
          contact={contact}
          close={(isDone) => {
            setTransferring(false)
            if (isDone) reload()
          }}
        />
      )}
    </Panel>
  )
}
