import { App, Button, Drawer, Form, Input, Segmented, Select } from 'antd'
import type { z } from 'zod'
import { withQuery, write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { newWorkOrder, OrderSubkind, orderKinds, WorkOrder } from '../../orders/contract.ts'
import { handlerTitles, kindTitles, type OrderKind } from '../../orders/kinds/contract.ts'
import css from '../desk.module.css'
import { OrderMatters } from '../matters/order-matters.tsx'
import { Against, OfAccount } from './against.tsx'
import { type Filled, OrderFields, toAnswers } from './order-fields.tsx'
import { type Behind, ForWhom } from './order-for.tsx'
import { nameSubkind } from './order-names.ts'
import { describeAs, type OrderFor, type Ordering } from './use-ordering.ts'
import { orderWords } from './words.ts'

type Order = z.input<typeof newWorkOrder>
type Choices = z.infer<typeof orderKinds>
type OrderFilled = Omit<Order, 'form'> & { form?: Filled; isOfAccount?: boolean }

type Opening = { of: OrderFor; close: () => void; done: () => void }
type Drawn = Omit<Opening, 'of'> & { ordering: Ordering | undefined; behind?: Behind }

export function WorkOrderDrawer({ ordering, behind, close, done }: Drawn) {
  const say = useWords(orderWords)
  return (
    <Drawer open={ordering?.isOpen ?? false} onClose={close} title={say('order.open')} size={440} destroyOnHidden>
      {ordering && (
        <>
          <ForWhom of={ordering.of} behind={behind} />
          <Choosing of={ordering.of} close={close} done={done} />
        </>
      )}
    </Drawer>
  )
}

function Choosing(opening: Opening) {
  const choices = useResource<Choices>(withQuery('/api/callcenter/order-kinds', { accountNo: opening.of.accountNo }))
  return (
    <Shown of={choices} rows={6}>
      {({ subkinds }) => <OrderForm {...opening} subkinds={subkinds} />}
    </Shown>
  )
}

function OrderForm({ subkinds, of, close, done }: Opening & Choices) {
  const { accountNo, words } = of
  const say = useWords(orderWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<OrderFilled>()
  const kind = Form.useWatch('kind', form) ?? 'fault-repair'
  const subkind = Form.useWatch('subkind', form)
  const isOfAccount = Form.useWatch('isOfAccount', form)
  const chosen = subkinds.find((each) => each.kind === kind && each.subkind === subkind)
  const open = useSubmit((input: Order, key) => write<WorkOrder>('POST', '/api/callcenter/work-orders', input, key))
  useFieldIssues(form, open.error)
  const submit = async (filled: OrderFilled) => {
    const made = await open.submit(toOrder(filled, { chosen, of }))
    if (!made) return
    const isAnswered = made.value.status === 'closed'
    message.success(say(isAnswered ? 'order.answered' : 'order.opened', { no: made.value.workOrderNo }))
    close()
    done()
  }
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={submit}
      initialValues={{ ...startOf(subkinds, 'fault-repair'), urgency: 'normal', description: words }}
      onValuesChange={({ kind: changed, form: answered }, { description = '' }) => {
        if (answered?.danger) form.setFieldValue('urgency', 'urgent')
        if (!changed) return
        form.setFieldsValue({ ...startOf(subkinds, changed), description: describeAs(changed, description, words) })
      }}
    >
      <KindFields subkinds={subkinds} kind={kind} />
      <Form.Item name="urgency" label={say('order.urgency')} extra={say('order.urgent.hint')}>
        <Segmented
          block
          options={(['normal', 'urgent'] as const).map((value) => ({ value, label: say(`order.${value}`) }))}
        />
      </Form.Item>
      {chosen && <Promises chosen={chosen} />}
      {accountNo && kind === 'report' && <OfAccount />}
      {!(kind === 'report' ? isOfAccount && accountNo : accountNo) && (
        <Form.Item
          name="address"
          label={say('order.address')}
          rules={[{ required: true, whitespace: true, min: 2, message: say('order.address.bad') }]}
        >
          <Input maxLength={200} />
        </Form.Item>
      )}
      {(kind === 'complaint' || kind === 'report') && <Against />}
      <OrderMatters
        {...{ accountNo, kind, subkind }}
        use={chosen?.route === 'desk' ? (reply) => form.setFieldValue('answer', reply) : undefined}
      />
      {chosen && <OrderFields key={`${kind}-${subkind}`} fields={chosen.fields} />}
      <Words kind={kind} isAnswered={chosen?.route === 'desk'} />
      <Trouble error={open.error} />
      <Button type="primary" block htmlType="submit" loading={open.busy}>
        {say('order.submit')}
      </Button>
    </Form>
  )
}

/** What is the matter, and the answer where it is given at once. */
function Words({ kind, isAnswered }: { kind: OrderKind; isAnswered: boolean }) {
  const say = useWords(orderWords)
  return (
    <>
      <Form.Item
        name="description"
        label={say('order.description')}
        extra={kind === 'report' && say('order.report.hint')}
        rules={[{ required: true, whitespace: true, min: 2, message: say('order.description.bad') }]}
      >
        <Input.TextArea rows={4} maxLength={2000} showCount />
      </Form.Item>
      {isAnswered && (
        <Form.Item name="answer" label={say('order.answer')}>
          <Input.TextArea rows={3} maxLength={2000} showCount />
        </Form.Item>
      )}
    </>
  )
}

type About = Pick<Opening, 'of'> & { chosen: OrderSubkind | undefined }

function toOrder(filled: OrderFilled, { chosen, of: { accountNo, contact } }: About): Order {
  return {
    kind: filled.kind,
    subkind: filled.subkind,
    urgency: filled.urgency ?? 'normal',
    description: filled.description.trim(),
    form: toAnswers(chosen?.fields ?? [], filled.form ?? {}),
    ...(accountNo && (filled.kind !== 'report' || filled.isOfAccount) ? { accountNo } : {}),
    ...(filled.complainedUnitId ? { complainedUnitId: filled.complainedUnitId } : {}),
    ...(filled.complainedUsername?.trim() ? { complainedUsername: filled.complainedUsername.trim() } : {}),
    ...(contact ? { contactId: contact.id } : {}),
    ...(filled.matterId ? { matterId: filled.matterId } : {}),
    ...(filled.consented === undefined ? {} : { consented: filled.consented }),
    ...(filled.address?.trim() ? { address: filled.address.trim() } : {}),
    ...(chosen?.route === 'desk' && filled.answer?.trim() ? { answer: filled.answer.trim() } : {}),
  }
}

const firstOf = (subkinds: OrderSubkind[], kind: OrderKind) => subkinds.find((each) => each.kind === kind)?.subkind

const startOf = (subkinds: OrderSubkind[], kind: OrderKind) => ({
  kind,
  subkind: firstOf(subkinds, kind) as Order['subkind'],
  form: {},
})

function KindFields({ subkinds, kind }: Choices & { kind: OrderKind }) {
  const say = useWords(orderWords)
  const [language] = useLanguage()
  const kinds = (Object.keys(kindTitles) as OrderKind[]).filter((each) => firstOf(subkinds, each))
  const own = subkinds.filter((each) => each.kind === kind)
  return (
    <>
      <Form.Item name="kind" label={say('order.kind')}>
        <Select autoFocus options={kinds.map((value) => ({ value, label: kindTitles[value][language] }))} />
      </Form.Item>
      <Form.Item name="subkind" label={say('order.subkind')}>
        <Select options={own.map(({ subkind }) => ({ value: subkind, label: nameSubkind(subkind, language) }))} />
      </Form.Item>
    </>
  )
}

/** Who will do it and what the company promises, there where the account is, before the order is opened. */
function Promises({ chosen }: { chosen: OrderSubkind }) {
  const say = useWords(orderWords)
  const [language] = useLanguage()
  return (
    <div className={css.limits}>
      <b>{say('order.limits')}</b>
      {chosen.limits.length === 0 && <p className={css.note}>{say('order.limits.none')}</p>}
      {chosen.limits.map((limit) => (
        <div key={limit.clock}>
          {say(limit.starts === 'opened' ? 'limit.line' : 'limit.line.from', {
            clock: say(`clock.${limit.clock}`),
            limit: limit.limit[language],
            from: say(`clock.from.${limit.starts}`),
          })}
          <div className={css.note}>{limit.legalBasis}</div>
        </div>
      ))}
      <div className={css.note}>
        {say('order.handler')}：{handlerTitles[chosen.handler][language]}
        {chosen.isAudited && ` · ${say('order.audited')}`}
        {chosen.isCalledBack && ` · ${say('order.calledBack')}`}
      </div>
    </div>
  )
}
