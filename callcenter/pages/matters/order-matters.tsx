import { Form, Radio, Select } from 'antd'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { concerns, mayBeOpinion, type RecognisedMatters } from '../../matters/contract.ts'
import { MattersHere } from './matter-parts.tsx'
import css from './matters.module.css'
import { matterWords } from './words.ts'

type Ordering = {
  accountNo: string | null
  kind: string
  subkind: string | undefined
  /** Takes the standard reply as the answer, where the order is answered at once. */
  use: ((reply: string) => void) | undefined
}

/** What of the service matters in force the order falls into, and whether a complaint is to be an opinion: as the order is opened. */
export function OrderMatters({ accountNo, kind, subkind, use }: Ordering) {
  const say = useWords(matterWords)
  const form = Form.useFormInstance()
  const chosenId = Form.useWatch('matterId', form)
  const isAgainst = [Form.useWatch('complainedUnitId', form), Form.useWatch('complainedUsername', form)].some(Boolean)
  const here = useResource<RecognisedMatters>(
    kind === 'report' ? null : withQuery('/api/callcenter/matters-in-force', { accountNo }),
  )
  if (kind === 'report') return null
  if (!here.data) return <Trouble error={here.error} retry={here.reload} />
  const order = { kind, subkind: subkind ?? '' }
  const fits = ({ orders }: { orders: string[] }) => concerns(orders, order)
  const possible = here.data.possible.filter(fits)
  const matters = [...here.data.matters.filter(fits), ...possible.filter(({ id }) => id === chosenId)]
  const { isOpinionOffered: isOffered } = here.data
  const mayAgree = mayBeOpinion({ kind, isAgainst }, { isOffered, matters: matters.length })
  return (
    <>
      {possible.length > 0 && (
        <Form.Item name="matterId" label={say('here.possible')}>
          <Select
            allowClear
            placeholder={say('here.possible.none')}
            options={possible.map(({ id, title }) => ({ value: id, label: title }))}
          />
        </Form.Item>
      )}
      {matters.length > 0 && (
        <div className={css.stack} style={{ marginBottom: 16 }}>
          <MattersHere matters={matters} use={use} />
          <span className={css.small}>
            {say('here.concerns', { no: matters.map(({ matterNo }) => matterNo).join('、') })}
          </span>
        </div>
      )}
      {mayAgree && (
        <Form.Item
          name="consented"
          label={say('consent.label')}
          extra={say('consent.hint')}
          rules={[{ required: true, message: say('required') }]}
        >
          <Radio.Group
            vertical
            options={[
              { value: false, label: say('consent.no') },
              { value: true, label: say('consent.yes') },
            ]}
          />
        </Form.Item>
      )}
    </>
  )
}
