param name string

// expect: endpoint-from-environment
output uri string = 'https://${name}.vault.azure.net/'
