import { App, Input, Modal } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import css from './chat.module.css'
import { deskChatWords } from './words.ts'

/** 常用语: all of them, one a line. */
export function PhrasesDialog({ phrases, close }: { phrases: string[]; close: (isDone: boolean) => void }) {
  const say = useWords(deskChatWords)
  const { message } = App.useApp()
  const [text, setText] = useState(phrases.join('\n'))
  const save = useSubmit((lines: string[], key) =>
    write('PUT', '/api/callcenter/quick-phrases', { phrases: lines }, key),
  )
  const submit = async () => {
    const lines = text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
    if (!(await save.submit(lines))) return
    message.success(say('phrases.saved'))
    close(true)
  }
  return (
    <Modal
      open
      title={say('phrases.edit')}
      okText={say('save')}
      cancelText={say('cancel')}
      confirmLoading={save.busy}
      onOk={submit}
      onCancel={() => close(false)}
    >
      <Trouble error={save.error} />
      <p className={css.note}>{say('phrases.hint')}</p>
      <Input.TextArea
        aria-label={say('phrases')}
        autoSize={{ minRows: 6, maxRows: 16 }}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </Modal>
  )
}
