import { Form, Input, Select } from 'antd'
import { useEffect } from 'react'
import type { z } from 'zod'
import { accountNumber, quantity } from '../../app/web/kit/format.ts'
import { Facts } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { accountOffer } from '../offer-contract.ts'
import { applyWords } from './apply-words.ts'
import css from './case.module.css'
import type { Taking } from './taking.ts'

export type AccountFacts = z.infer<typeof accountOffer>

/** The account that a form is about, as soon as its number is whole. */
export function useAccountFacts() {
  const form = Form.useFormInstance()
  return useAccountOffer(String(Form.useWatch('accountNo', { form, preserve: true }) ?? ''))
}

/** Of a number as somebody types it. */
export function useAccountOffer(typed: string | null) {
  const accountNo = (typed ?? '').replace(/\D/g, '')
  return useResource<AccountFacts>(accountNo.length === 13 ? `/api/intake/accounts/${accountNo}` : null)
}

/** A customer's own accounts to choose from; a clerk types the number; an agent asks for the one that he talks about. */
export function AccountField({ way }: { way: Taking['account']['way'] }) {
  const say = useWords(applyWords)
  const own = useResource<{ accounts: { accountNo: string; address: string }[] }>(
    way === 'own' ? '/api/customers/me/accounts' : null,
  )
  const form = Form.useFormInstance()
  const [only, ...others] = own.data?.accounts ?? []
  const single = others.length === 0 ? only?.accountNo : undefined
  useEffect(() => {
    if (single && !form.getFieldValue('accountNo')) form.setFieldValue('accountNo', single)
  }, [form, single])
  const facts = useAccountFacts()
  const rules = [{ required: true, pattern: /^[\d\s-]{13,20}$/, message: say('account.no.bad') }]
  return (
    <>
      <Form.Item name="accountNo" label={say('account.no')} rules={rules}>
        {way !== 'own' ? (
          <Input size="large" inputMode="numeric" maxLength={20} autoComplete="off" readOnly={way === 'fixed'} />
        ) : (
          <Select
            size="large"
            loading={own.loading}
            notFoundContent={say('none.accounts')}
            options={(own.data?.accounts ?? []).map(({ accountNo, address }) => ({
              value: accountNo,
              label: `${accountNumber(accountNo)} · ${address}`,
            }))}
          />
        )}
      </Form.Item>
      {(facts.data || facts.error) && (
        <Shown of={facts} rows={2}>
          {(account) => (
            <div className={css.accountFacts}>
              <Facts
                width={120}
                items={[
                  { label: say('account.customer'), value: account.customerName },
                  {
                    label: say('account.capacity'),
                    value: `${quantity(account.contractCapacityKva)} / ${quantity(account.runningCapacityKva)} kVA`,
                  },
                ]}
              />
              <p className={css.note}>{account.address}</p>
            </div>
          )}
        </Shown>
      )}
    </>
  )
}
