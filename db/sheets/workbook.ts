import type ExcelJS from 'exceljs'

/** The library is loaded with the first book that is written or read, so that a start does not wait for it. */
export const loadExcel = async (): Promise<typeof ExcelJS> => (await import('exceljs')).default

export async function newWorkbook(): Promise<ExcelJS.Workbook> {
  const { Workbook } = await loadExcel()
  return new Workbook()
}
