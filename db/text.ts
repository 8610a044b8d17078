import { z } from 'zod'

/** Text of one line, without blanks around it: a name, an address. */
export function line(max: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, '不能含有换行或控制字符')
}
