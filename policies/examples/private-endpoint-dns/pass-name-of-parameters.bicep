// Nothing tells the endpoints of a loop over an unknown list apart, but this is the only one of its module.
param names array

module one 'pass-name-of-parameters/one.bicep' = [for name in names: { name: 'one-${name}', params: { name: name } }]
