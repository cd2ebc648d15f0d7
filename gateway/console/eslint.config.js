/** Lint of the console: the recommended rules, and types of everything. */
import js from '@eslint/js'
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist/**', 'dist.new/**', 'node_modules/**', '.node/**', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...vue.configs['flat/essential'],
  {
    files: ['**/*.{ts,vue}'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      'no-undef': 'off', // the type checker knows better
      'vue/no-v-html': 'error', // what people wrote is text, never markup
      'vue/no-static-inline-styles': ['error', { allowBinding: true }], // the policy forbids them
      'max-lines': ['error', 400],
    },
  },
)
