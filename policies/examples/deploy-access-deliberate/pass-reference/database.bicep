@secure()
param password string

resource server 'Microsoft.Sql/servers@2023-08-01' = {
  name: 'sql-shop'
  location: 'westeurope'
  properties: { administratorLogin: 'shop', administratorLoginPassword: password }
}
