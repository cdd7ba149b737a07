// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

/// @notice Arbitrum's precompile at 0x64. Its number lies in slot 0.
contract ArbSys {
    uint256 private _number;

    function arbBlockNumber() external view returns (uint256) {
        return _number;
    }
}
