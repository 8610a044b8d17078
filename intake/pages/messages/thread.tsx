import { Button, Form, Input } from 'antd'
import { useEffect, useRef } from 'react'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { thread } from '../../messages/contract.ts'
import css from './messages.module.css'
import { messageWords } from './words.ts'

type Thread = z.infer<typeof thread>
type Side = { path: string; isMine: boolean }
const AGAIN_MS = 30_000

/** What customer and office write to each other; what is shown counts as read. */
export function MessageThread({ path, isMine }: Side) {
  const say = useWords(messageWords)
  const found = useResource<Thread>(`${path}/messages`, { keep: true })
  const { reload } = found
  return (
    <Panel title={say('title')} label={say('title')}>
      {isMine ? <AskAgain reload={reload} /> : <HearOf reload={reload} />}
      <Shown of={found} rows={3}>
        {(shown) => <Messages shown={shown} path={path} isMine={isMine} reload={reload} />}
      </Shown>
    </Panel>
  )
}

/** Staff are told as it happens. */
function HearOf({ reload }: { reload: () => void }) {
  useLiveReload(['application.message-sent'], reload, 1_000)
  return null
}

function AskAgain({ reload }: { reload: () => void }) {
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') reload()
    }, AGAIN_MS)
    return () => clearInterval(timer)
  }, [reload])
  return null
}

function Messages({ shown, path, isMine, reload }: Side & { shown: Thread; reload: () => void }) {
  const say = useWords(messageWords)
  const { items, mayWrite, isOnline } = shown
  const list = useRef<HTMLUListElement>(null)
  const latest = items.at(-1)?.id
  useMarkRead(path, isMine, items)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new message is brought into view.
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight
  }, [latest])
  if (!isOnline) return <p className={css.note}>{say('counter')}</p>
  return (
    <>
      {items.length === 0 ? (
        <p className={css.note}>{say(isMine && mayWrite ? 'none.customer' : 'none.office')}</p>
      ) : (
        <ul ref={list} className={css.thread}>
          {items.map(({ id, fromCustomer, authorName, body, sentAt, readAt }) => (
            <li key={id} className={`${css.message} ${fromCustomer === isMine ? css.mine : ''}`}>
              {body}
              <div className={css.note}>
                {authorName}（{say(fromCustomer ? 'from.customer' : 'from.office')}）· {instant(sentAt)} ·{' '}
                {readAt ? say(fromCustomer ? 'read.office' : 'read.customer', { at: instant(readAt) }) : say('unread')}
              </div>
            </li>
          ))}
        </ul>
      )}
      {mayWrite ? <Writer path={path} sent={reload} /> : <p className={css.note}>{say('ended')}</p>}
    </>
  )
}

function useMarkRead(path: string, isMine: boolean, items: Thread['items']): void {
  const unread = items.findLast(({ fromCustomer, readAt }) => fromCustomer !== isMine && readAt === null)?.id
  useEffect(() => {
    // One that fails is tried again with the next look.
    if (unread !== undefined) write('POST', `${path}/messages/reading`, { throughId: unread }).catch(() => {})
  }, [path, unread])
}

function Writer({ path, sent }: { path: string; sent: () => void }) {
  const say = useWords(messageWords)
  const [form] = Form.useForm<{ body: string }>()
  const sending = useSubmit((input: { body: string }, key) => write<Thread>('POST', `${path}/messages`, input, key))
  const submit = async ({ body }: { body: string }) => {
    if (!(await sending.submit({ body: body.trim() }))) return
    form.resetFields()
    sent()
  }
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
      <Trouble error={sending.error} />
      <Form.Item
        name="body"
        label={say('body')}
        rules={[{ required: true, whitespace: true, message: say('body.needed') }]}
      >
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={1000} showCount />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={sending.busy}>
        {say('send')}
      </Button>
    </Form>
  )
}
