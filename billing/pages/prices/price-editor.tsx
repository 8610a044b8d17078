import { App, Button, Form } from 'antd'
import { useEffect } from 'react'
import { useNavigate, useParams, useSearchParams } from 'react-router'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { Page } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Problem, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { priceList } from '../../contract.ts'
import type { PriceDocument, VersionDetail } from '../../price-book/contract.ts'
import { PriceFields } from './price-fields.tsx'
import css from './prices.module.css'
import { priceWords } from './words.ts'

type Prices = z.infer<typeof priceList>

/** A draft, new (from another version where one is named) or changed; the server names the field that does not fit. */
export default function PriceEditor() {
  const say = useWords(priceWords)
  const { version } = useParams()
  const from = useSearchParams()[0].get('from')
  const base = version ?? from
  const prices = useResource<Prices>('/api/billing/prices')
  const source = useResource<VersionDetail>(base ? `/api/billing/price-versions/${encodeURIComponent(base)}` : null)
  const back = { to: base ? `/office/prices/${encodeURIComponent(base)}` : '/office/prices', text: base ?? say('back') }
  return (
    <Page title={say(version ? 'edit' : 'edit.title')} lead={base ?? undefined} back={back}>
      {source.error && <Problem error={source.error} retry={source.reload} />}
      {!source.error && (
        <Shown of={prices} rows={10}>
          {({ items }) =>
            base && !source.data ? null : <Editor prices={items} source={source.data} isNew={!version} />
          }
        </Shown>
      )}
    </Page>
  )
}

function Editor({
  prices,
  source,
  isNew,
}: {
  prices: Prices['items']
  source: VersionDetail | undefined
  isNew: boolean
}) {
  const say = useWords(priceWords)
  const navigate = useNavigate()
  const { message } = App.useApp()
  const [form] = Form.useForm()
  const save = useSubmit((document: PriceDocument, key) =>
    isNew
      ? write<VersionDetail>('POST', '/api/billing/price-versions', document, key)
      : write<VersionDetail>(
          'PUT',
          `/api/billing/price-versions/${encodeURIComponent(document.version)}`,
          { revision: source?.revision ?? 1, document },
          key,
        ),
  )
  useFieldIssues(form, save.error, isNew ? undefined : 'document')
  const priceCode: string | undefined = Form.useWatch('priceCode', form)
  const validFrom: string | undefined = Form.useWatch('validFrom', form)
  const known = prices.find(({ code }) => code === priceCode)
  // A code that came with a file is in the book only once its first version is published.
  const own = known ? undefined : source?.document.price
  useEffect(() => {
    if (isNew && priceCode && validFrom) form.setFieldValue('version', `${priceCode}@${validFrom}`)
  }, [form, isNew, priceCode, validFrom])
  const submit = async (filled: object) => {
    const made = await save.submit({ ...filledToDocument(filled), ...(own ? { price: own } : {}) })
    if (!made) return
    message.success(say('edit.saved'))
    navigate(`/office/prices/${encodeURIComponent(made.value.version)}`)
  }
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={submit}
      initialValues={initialOf(source, isNew)}
      scrollToFirstError
    >
      <div className={css.stack}>
        <PriceFields prices={prices} kind={known ?? own} isNew={isNew} />
        <div>
          <Trouble error={save.error} />
          <Button type="primary" htmlType="submit" loading={save.busy}>
            {say('edit.save')}
          </Button>
        </div>
      </div>
    </Form>
  )
}

function initialOf(source: VersionDetail | undefined, isNew: boolean): object {
  if (!source)
    return { official: false, components: [{ component: 'energy', inPowerFactorBase: true, floated: false }] }
  const { price: _, ...document } = source.document
  return isNew ? { ...document, version: undefined, validFrom: undefined, validTo: undefined } : document
}

/** Fields left empty are not sent: of a group with nothing in it, the group. */
function filledToDocument(filled: object): PriceDocument {
  const document = prune(filled) as Partial<PriceDocument>
  const { agency, highLoad, household, minimum } = document
  return {
    ...document,
    agency: agency?.region ? agency : null,
    highLoad: highLoad?.kwhPerKva ? highLoad : null,
    minimum: minimum && Object.keys(minimum).length > 0 ? minimum : null,
    household: household?.thresholdPersons ? household : null,
    tiers: (document.tiers ?? []).map((tier) => ({ ...tier, upToKwh: tier.upToKwh ?? null })),
    components: document.components ?? [],
    surcharges: document.surcharges ?? [],
  } as PriceDocument
}

function prune(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(prune)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, each]) => each !== undefined && each !== null && each !== '')
  return Object.fromEntries(kept.map(([name, each]) => [name, prune(each)]))
}
