/// <reference types="vite/client" />

// antd's ES modules are typed as if they were CommonJS; a bundler sees their real default export.
declare module 'antd/es/locale/zh_CN.js' {
  const locale: import('antd/lib/locale/index.js').Locale
  export default locale
}

declare module 'antd/es/locale/en_US.js' {
  const locale: import('antd/lib/locale/index.js').Locale
  export default locale
}
