module shops 'fail-two-calls/shop.bicep' = [
  for name in [ 'books', 'toys' ]: {
    name: name
    params: { name: name }
  }
]
