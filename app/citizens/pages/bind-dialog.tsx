import { App, Button, Form, Input, Modal } from 'antd'
import { useEffect, useState } from 'react'
import { write } from '../../web/kit/api.ts'
import { useFieldIssues } from '../../web/kit/form-issues.ts'
import { useSubmit } from '../../web/kit/resource.ts'
import { useSession } from '../../web/kit/session.tsx'
import { Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { BindingInput, BoundAccounts } from '../contract.ts'
import { accountWords } from './account-words.ts'
import { BillPaper } from './bill-paper.tsx'
import css from './my-accounts.module.css'

type Relation = BindingInput['relation']
type Fields = { accountNo: string; code: string; name?: string; idNumber?: string }

/** Binds an account in one step, or one's own in two: what stands on the bill, then who one is. */
export function BindDialog({ relation: wanted, close }: { relation: Relation; close: () => void }) {
  const say = useWords(accountWords)
  const { message } = App.useApp()
  const { changed } = useSession()
  const [form] = Form.useForm<Fields>()
  const [relation, setRelation] = useState<Relation>(wanted)
  const [isSecond, setSecond] = useState(false)
  const binding = useSubmit(({ accountNo, ...input }: BindingInput & { accountNo: string }) =>
    write<BoundAccounts>('PUT', `/api/citizens/bindings/${accountNo}`, input),
  )
  const { error, clear } = binding
  // A refusal is about all that was entered, and told once.
  useFieldIssues(form, error?.code === 'INVALID_INPUT' ? error : undefined)
  // Only what was entered on the second page is shown to be wrong there.
  useEffect(() => {
    if (error && error.code !== 'REAL_NAME_DIFFERS') setSecond(false)
  }, [error])
  const go = async () => {
    await form.validateFields()
    if (relation === 'own' && !isSecond) {
      clear()
      return setSecond(true)
    }
    const { accountNo, code, name = '', idNumber = '' } = form.getFieldsValue(true) as Fields
    const known = { accountNo: accountNo.replace(/\s/g, ''), code }
    const done = await binding.submit(
      relation === 'own' ? { ...known, relation, name, idNumber } : { ...known, relation },
    )
    if (!done) return
    if (done.value.wasBound) void message.info(say('bind.before'))
    else void message.success(say('bind.done'))
    // By his own name from now on.
    if (relation === 'own') changed()
    close()
  }
  const step = relation === 'own' && !isSecond ? 'bind.next' : 'bind.go'
  return (
    <Modal
      open
      title={isSecond ? say('bind.realName') : say('bind')}
      onCancel={close}
      footer={[
        isSecond && (
          <Button key="back" onClick={() => setSecond(false)}>
            {say('bind.back')}
          </Button>
        ),
        <Button key="go" type="primary" loading={binding.busy} onClick={() => go().catch(() => {})}>
          {say(step)}
        </Button>,
      ]}
    >
      <Trouble error={error} atFields />
      <Form form={form} layout="vertical" className={css.form} requiredMark={false} preserve>
        {isSecond ? <RealName /> : <OfBill relation={relation} setRelation={setRelation} />}
      </Form>
    </Modal>
  )
}

function OfBill({ relation, setRelation }: { relation: Relation; setRelation: (relation: Relation) => void }) {
  const say = useWords(accountWords)
  return (
    <>
      <div role="radiogroup" aria-label={say('bind.relation')} className={css.choices}>
        {(['own', 'other'] as const).map((each) => (
          // biome-ignore lint/a11y/useSemanticElements: a card that is pressed as a whole, with two lines.
          <button
            key={each}
            type="button"
            role="radio"
            aria-checked={relation === each}
            className={css.choice}
            onClick={() => setRelation(each)}
          >
            <b>{say(`bind.${each}`)}</b>
            <span>{say(`bind.${each}.what`)}</span>
          </button>
        ))}
      </div>
      <Form.Item
        name="accountNo"
        label={say('bind.no')}
        rules={[{ required: true, pattern: /^(\s*\d){13}\s*$/, message: say('bind.no.wrong') }]}
      >
        <Input inputMode="numeric" maxLength={17} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="code"
        label={say('bind.code')}
        className={css.code ?? ''}
        rules={[
          { required: true, pattern: /^\s*[a-zA-Z0-9]{4}[\s-]*[a-zA-Z0-9]{4}\s*$/, message: say('bind.code.wrong') },
        ]}
      >
        <Input maxLength={14} autoComplete="off" autoCapitalize="characters" placeholder="K7MF-3QXA" />
      </Form.Item>
      <div className={css.where}>
        <BillPaper />
        <p>
          <b>{say('bind.where')}</b>
          <br />
          {say('bind.where.next')}
        </p>
      </div>
    </>
  )
}

function RealName() {
  const say = useWords(accountWords)
  return (
    <>
      <p className={css.note}>{say('bind.realName.lead')}</p>
      <Form.Item
        name="name"
        label={say('bind.name')}
        rules={[{ required: true, whitespace: true, message: say('required') }]}
      >
        <Input maxLength={40} autoComplete="name" />
      </Form.Item>
      <Form.Item
        name="idNumber"
        label={say('bind.idNumber')}
        rules={[{ required: true, pattern: /^\s*\d{17}[\dXx]\s*$/, message: say('bind.idNumber.wrong') }]}
      >
        <Input maxLength={20} autoComplete="off" />
      </Form.Item>
    </>
  )
}
