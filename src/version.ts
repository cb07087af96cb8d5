/** The name and version of this release, as in `package.json` (a test compares them). */
export const NAME = 'keyvault-access-review'
export const VERSION = '1.0.0'
