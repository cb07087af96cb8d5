param name string

output uri string = 'https://${name}${environment().suffixes.keyvaultDns}/'
