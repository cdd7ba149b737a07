// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

interface IArbSys {
    function arbBlockNumber() external view returns (uint256);
}

/// @title The number of the block that logs are filed under
/// @notice On Arbitrum `block.number` is the parent chain's; ArbSys knows the chain's own.
abstract contract BlockNumber {
    IArbSys private constant _ARB_SYS = IArbSys(0x0000000000000000000000000000000000000064);
    uint256 private constant _PROBE_GAS = 100_000;

    bool private immutable _isArbitrum;

    /// @notice There was too little gas to find out whether this is Arbitrum; deploy again with more.
    error ProbeNeedsMoreGas(uint256 available, uint256 needed);

    constructor() {
        // Without this, whoever deploys first could starve the probe and spoil every look-up on Arbitrum.
        uint256 needed = _PROBE_GAS * 2;
        if (gasleft() < needed) revert ProbeNeedsMoreGas(gasleft(), needed);
        (bool success, bytes memory answer) =
            address(_ARB_SYS).staticcall{gas: _PROBE_GAS}(abi.encodeCall(IArbSys.arbBlockNumber, ()));
        _isArbitrum = success && answer.length == 32;
    }

    function _blockNumber() internal view returns (uint256) {
        return _isArbitrum ? _ARB_SYS.arbBlockNumber() : block.number;
    }
}
