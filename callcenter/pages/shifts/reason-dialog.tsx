import { Form, Input, Radio, Select } from 'antd'
import { FormDialog } from '../../../app/web/kit/form-dialog.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { shiftWords } from './words.ts'

type Said = { text: string; choice?: string }
export type ReasonChoice = {
  label: string
  options: { value: string; label: string }[]
  /** Left out: the first. */
  first?: string
  /** So many that one is searched for. */
  isLong?: boolean
}

/** Asks for a reason, and for a choice where there is one. */
export function ReasonDialog(props: {
  title: string
  label: string
  choice?: ReasonChoice
  ok?: string
  /** Signs that are taken. */
  most?: number
  send: (said: Said, key: string) => Promise<unknown>
  close: (isDone: boolean) => void
}) {
  const { title, label, choice, ok, most = 500, send, close } = props
  const say = useWords(shiftWords)
  return (
    <FormDialog<Said, unknown>
      title={title}
      ok={ok ?? say('save')}
      cancel={say('cancel')}
      initial={choice && { choice: choice.first ?? choice.options[0]?.value }}
      send={send}
      done={() => close(true)}
      giveUp={() => close(false)}
    >
      {choice && (
        <Form.Item name="choice" label={choice.label}>
          {choice.isLong ? (
            <Select showSearch={{ optionFilterProp: 'label' }} options={choice.options} />
          ) : (
            <Radio.Group options={choice.options} />
          )}
        </Form.Item>
      )}
      <Form.Item
        name="text"
        label={label}
        rules={[{ required: true, whitespace: true, min: 2, message: say('required') }]}
      >
        <Input.TextArea rows={3} maxLength={most} showCount />
      </Form.Item>
    </FormDialog>
  )
}
