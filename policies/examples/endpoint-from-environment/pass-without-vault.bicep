// It has nothing to do with a vault.
output audience string = 'https://management.azure.com/'
